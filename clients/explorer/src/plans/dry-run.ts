import type { Explorer } from '../explorer';
import { planOf, send } from '../exchange/fetcher';
import { record, type PlanAnswer } from '../exchange/exchanges';
import type { Operation, Reply } from '../exchange/request';
import { SUPERGRAPH } from '../target';

// A router that does not know dry runs would run the operation instead, so a harmless one goes first.
const PROBE: Operation = { query: 'query PlanProbe { me { id } }' };

/** Whether the router planned without running: a plan, and no data. */
function isDry(reply: Reply): boolean {
  if (!('whole' in reply)) return false;
  return !reply.whole.data && planOf(reply.whole, 'dry-run').kind === 'told';
}

/** Asks for the plan alone; never runs the operation, whatever the router is. */
export async function planWithoutRunning(explorer: Explorer, operation: Operation): Promise<void> {
  const ask = (what: Operation): Promise<Reply> => send(explorer, SUPERGRAPH, what, { planning: 'dry-run' });
  let planning: PlanAnswer = { kind: 'untold' };
  try {
    if (isDry(await ask(PROBE))) {
      explorer.view.setState({ tellsPlans: true });
      const reply = await ask(operation);
      if ('whole' in reply) planning = planOf(reply.whole, 'dry-run');
    }
  } catch {
    // The banner says that the router does not answer.
    planning = { kind: 'unanswered' };
  }
  const { active, byTab } = explorer.exchanges.getState();
  record(explorer.exchanges, { query: operation.query, facts: byTab[active.id]?.facts ?? null, planning });
}
