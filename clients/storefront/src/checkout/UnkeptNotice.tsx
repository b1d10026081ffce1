import type { Progress } from '../intention/progress'
import { Notice } from '../ui/Notice'

/** Says that nothing was sent, because its key could not be kept, and what helps. */
export function UnkeptNotice<R>({ progress }: { progress: Progress<R> }) {
  if (progress.kind !== 'unkept') return null
  return (
    <Notice tone="bad" title="Nothing was sent." live>
      <p>
        Your browser keeps nothing for this shop: storage is blocked or full. Without it a retry
        could do this twice, so we did not begin. Nothing was charged.
      </p>
      <p>Allow this site to store data, or make room, and press the button again.</p>
    </Notice>
  )
}
