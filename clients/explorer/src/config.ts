/** Somebody of the demo shop one can sign in as. */
export type Person = { email: string; name: string; roles: string[] };

/** What the server that serves the explorer says about the shop; answered at `/config.json`. */
export type Config = {
  router: string;
  routerKind: 'apollo-router' | 'standin';
  people: Person[];
  /** Null in production: people type their own. */
  password: string | null;
  /** Empty when the explorer may not ask one subgraph alone. */
  subgraphs: string[];
  examples: { productId: string; sku: string };
};

const WITHOUT: Omit<Config, 'router'> = {
  routerKind: 'apollo-router',
  people: [],
  password: null,
  subgraphs: [],
  examples: { productId: '', sku: '' },
};

/** Reads the configuration; throws an error whose message says what to do. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-store' }).catch(() => null);
  if (!response?.ok) {
    throw new Error('The server that serves this page does not answer /config.json. Start it again, then reload.');
  }
  const said = (await response.json().catch(() => ({}))) as Partial<Config>;
  if (!said.router) throw new Error('/config.json does not say where the router is ("router").');
  return { ...WITHOUT, ...said, router: said.router };
}
