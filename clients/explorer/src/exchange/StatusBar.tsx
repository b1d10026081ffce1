import { useStore } from 'zustand';
import { useExplorer } from '../explorer';
import type { Facts } from './request';

/** What HTTP says of the answer shown above it. */
export function StatusBar() {
  const { exchanges } = useExplorer();
  const exchange = useStore(exchanges, ({ active, byTab }) => byTab[active.id]);
  const facts = exchange?.facts;
  return (
    <div className="status" role="status" aria-label="Last answer">
      {facts ? <FactList facts={facts} /> : <span>{exchange?.planning.kind === 'unanswered' ? 'No answer.' : 'Nothing was run in this tab yet.'}</span>}
    </div>
  );
}

function FactList({ facts }: { facts: Facts }) {
  const { status, ms, bytes, cacheControl, requestId } = facts;
  return (
    <>
      <span className={status < 400 ? 'status-good' : 'status-bad'}>HTTP {status}</span>
      <span>{Math.round(ms)} ms</span>
      <span>{bytes > 0 ? sizeText(bytes) : 'in parts'}</span>
      {cacheControl && <span>cache-control: {cacheControl}</span>}
      <span className="status-id" title="Search the logs for this">
        x-request-id: <code>{requestId}</code>
      </span>
    </>
  );
}

function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}
