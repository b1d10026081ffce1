import { createStore, type StoreApi } from 'zustand';
import type { QueryPlan } from '../plan';
import type { Facts } from './request';

/**
 * What was learned of an operation's plan: told; not told; refused before it was planned;
 * not asked for, as subgraphs make none; or nobody answered.
 */
export type PlanAnswer =
  | { kind: 'told'; plan: QueryPlan; dryRun: boolean }
  | { kind: 'untold' | 'refused' | 'unasked' | 'unanswered' };

/** One operation that was sent, and what came back beside the data. */
export type Exchange = { query: string; facts: Facts | null; planning: PlanAnswer };

/** The tab one looks at. */
export type ActiveTab = { id: string; name: string };

/** The last exchange of each tab, by the tab's id. */
export type Exchanges = { active: ActiveTab; byTab: Record<string, Exchange> };

/** An empty record of exchanges. */
export function createExchanges(): StoreApi<Exchanges> {
  return createStore<Exchanges>(() => ({ active: { id: '', name: '' }, byTab: {} }));
}

/** Records an exchange for the tab one looks at, where GraphiQL shows its answer too. */
export function record(store: StoreApi<Exchanges>, exchange: Exchange): void {
  store.setState(({ active, byTab }) => ({ byTab: { ...byTab, [active.id]: exchange } }));
}
