import { useStore } from 'zustand';
import { unreachableSentence } from '../exchange/failures';
import { restart, useExplorer } from '../explorer';

/** Says that the router does not answer, and what to do; gone when it answers again. */
export function UnreachableBanner() {
  const { config, view } = useExplorer();
  const url = useStore(view, (now) => now.unreachable);
  if (url === null) return null;
  return (
    <div className="notice notice-error" role="alert">
      <span>{unreachableSentence(url, config)}</span>
      <button type="button" className="button" onClick={() => restart(view)}>
        Retry
      </button>
    </div>
  );
}
