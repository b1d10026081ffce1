import { parse, print } from 'graphql';
import type { CSSProperties } from 'react';
import type { FetchStep } from '../plan';
import { hueOf } from './hues';

/** One fetch: which subgraph, what it needs first, and the operation it is sent. */
export function FetchCard({ step }: { step: FetchStep }) {
  const { service, operation, operationKind, requires, variables } = step;
  return (
    <details className="fetch" style={{ '--hue': hueOf(service) } as CSSProperties}>
      <summary>
        <strong>Fetch</strong> <span className="chip">{service}</span>
        {operationKind !== 'query' && <span className="plan-note"> {operationKind}</span>}
      </summary>
      {requires.length > 0 && (
        <p className="plan-note">
          needs <code>{requires.join(', ')}</code>
        </p>
      )}
      {variables.length > 0 && (
        <p className="plan-note">
          uses <code>{variables.map((name) => `$${name}`).join(', ')}</code>
        </p>
      )}
      <pre tabIndex={0}>{laidOut(operation)}</pre>
    </details>
  );
}

/** Routers send operations without white space. */
function laidOut(operation: string): string {
  try {
    return print(parse(operation));
  } catch {
    return operation;
  }
}
