import { useGraphiQL } from '@graphiql/react';
import { useStore } from 'zustand';
import type { Exchange } from '../exchange/exchanges';
import { useExplorer } from '../explorer';
import { headline } from '../plan';
import { PlanButton } from './PlanButton';
import { PlanTree } from './PlanTree';

/** How the router answers the operation of this tab: which subgraphs, in which order, with what. */
export function PlanPane() {
  const { view } = useExplorer();
  const subgraph = useStore(view, (now) => now.target.subgraph);
  return (
    <section className="plan" aria-label="Query plan">
      <div className="graphiql-doc-explorer-title">Query plan</div>
      {subgraph === null ? <SupergraphPlan /> : <p>{subgraph} answers by itself. Plans are made for the supergraph.</p>}
    </section>
  );
}

function SupergraphPlan() {
  const { exchanges } = useExplorer();
  const exchange = useStore(exchanges, ({ active, byTab }) => byTab[active.id] ?? null);
  return (
    <>
      <PlanButton />
      {exchange ? <Told exchange={exchange} /> : <p>Run the operation, or plan it without running it.</p>}
    </>
  );
}

function Told({ exchange: { query, planning } }: { exchange: Exchange }) {
  const name = useStore(useExplorer().exchanges, (now) => now.active.name);
  const shown = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.query ?? '');
  if (planning.kind === 'refused') return <p>There is no plan: the operation was refused before it was planned.</p>;
  if (planning.kind === 'unanswered') return <p>There is no plan: the router did not answer.</p>;
  if (planning.kind !== 'told') return <Untold />;
  return (
    <>
      <p className="plan-headline">{headline(planning.plan)}</p>
      <p className="plan-note">
        {name}: {planning.dryRun ? 'planned, not run.' : 'planned and run.'}
        {shown !== query && ' The operation has changed since.'}
      </p>
      {planning.plan.root && <PlanTree step={planning.plan.root} />}
    </>
  );
}

function Untold() {
  const tellsPlans = useStore(useExplorer().view, (now) => now.tellsPlans);
  if (tellsPlans) return <p>There is no plan: the router answers this by itself, without any subgraph.</p>;
  return (
    <p>
      <strong>This router does not tell its plans.</strong> Its configuration must allow it, which is meant for
      development only.
    </p>
  );
}
