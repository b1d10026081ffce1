import { useEffect } from 'react';
import { useStore } from 'zustand';
import { restart, useExplorer } from '../explorer';
import { isStaff } from '../session/session';
import { SUPERGRAPH } from '../target';

/** Whom GraphiQL asks. Not there when the server offers no subgraph; subgraphs are for staff. */
export function TargetMenu() {
  const { config, session, view } = useExplorer();
  const target = useStore(view, (now) => now.target);
  const staff = useStore(session.store, (now) => isStaff(now.person));
  // A renewal that is under way is no sign-out.
  const settled = useStore(session.store, (now) => !now.busy);
  useEffect(() => {
    if (settled && !staff && target.subgraph !== null) restart(view, SUPERGRAPH);
  }, [settled, staff, target, view]);
  if (config.subgraphs.length === 0) return null;
  return (
    <label className="field">
      <span className="field-name">Ask</span>
      <select
        aria-label="Whom to ask"
        value={target.subgraph ?? ''}
        title={staff ? 'The whole graph, or one subgraph alone' : 'Sign in as staff to ask one subgraph alone'}
        onChange={(event) => restart(view, { subgraph: event.target.value || null })}
      >
        <option value="">Supergraph</option>
        {config.subgraphs.map((name) => (
          <option key={name} value={name} disabled={!staff}>
            {staff ? name : `${name} (staff only)`}
          </option>
        ))}
      </select>
    </label>
  );
}
