import { reachability } from './reachability'
import { useStore } from './store'

/** Says so while the shop cannot be reached. */
export function ReachBanner() {
  const reach = useStore(reachability)
  return (
    <div role="status">
      {reach !== 'reachable' && (
        <p className="reach-banner">
          {reach === 'offline'
            ? 'You are offline. What you see may be old.'
            : 'The shop cannot be reached right now. What you see may be old.'}
        </p>
      )}
    </div>
  )
}
