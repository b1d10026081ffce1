import { useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import { operationNameIn } from '../exchange/operation-name';
import { useExplorer } from '../explorer';
import { planWithoutRunning } from './dry-run';

/** Asks for the plan of what is in the editors, and runs nothing. */
export function PlanButton() {
  const explorer = useExplorer();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const editors = useGraphiQL(({ queryEditor, variableEditor, operationName }) => ({
    queryEditor,
    variableEditor,
    operationName,
  }));
  const plan = async () => {
    const variables = readVariables(editors.variableEditor?.getValue() ?? '');
    setProblem(variables ? null : 'The variables are not JSON.');
    if (!variables) return;
    setBusy(true);
    const query = editors.queryEditor?.getValue() ?? '';
    const operationName = operationNameIn(query, editors.operationName);
    await planWithoutRunning(explorer, { query, operationName, variables });
    setBusy(false);
  };
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => void plan()}>
        {busy ? 'Planning…' : 'Plan without running'}
      </button>
      {problem && <p role="alert">{problem}</p>}
    </>
  );
}

/** The variables; null when they are not JSON. */
function readVariables(text: string): Record<string, unknown> | null {
  try {
    return text.trim() === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return null;
  }
}
