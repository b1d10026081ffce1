import type { Config } from './config';

/** Whom GraphiQL asks: the supergraph, or one subgraph by its name. */
export type Target = { subgraph: string | null };

/** The whole graph, through the router. */
export const SUPERGRAPH: Target = { subgraph: null };

/** Where a target's requests go. */
export function targetUrl({ router }: Config, { subgraph }: Target): string {
  return subgraph === null ? router : `/subgraphs/${encodeURIComponent(subgraph)}`;
}
