import type { Config } from './config';
import { EXAMPLES } from './examples';
import { randomId } from './random';
import type { Target } from './target';

/** What GraphiQL keeps things in. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear' | 'length'>;

type Seed = { name: string; query: string; variables: string };

// GraphiQL's own names; see STORAGE_KEY in @graphiql/react.
const TABS = 'graphiql:tabState';
const QUERY = 'graphiql:query';
const VARIABLES = 'graphiql:variables';
const THEME = 'graphiql:theme';

const KEY_PREFIX = 'explorer-';
const MADE_KEY = /explorer-[0-9a-f]{16}/g;

/** The browser's storage with a drawer for each target, so that each keeps its own tabs; the theme is shared. */
export function storageOf({ subgraph }: Target): TabStorage {
  const drawer = `explorer:${subgraph ?? 'supergraph'}:`;
  const place = (key: string): string => (key === THEME ? key : drawer + key);
  const mine = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(drawer));
  return {
    getItem: (key) => localStorage.getItem(place(key)),
    setItem: (key, value) => localStorage.setItem(place(key), value),
    removeItem: (key) => localStorage.removeItem(place(key)),
    clear: () => mine().forEach((key) => localStorage.removeItem(key)),
    get length() {
      return mine().length;
    },
  };
}

/** Opens the examples where no tabs are kept yet; tabs that are get a fresh idempotency key instead. */
export function prepareTabs(storage: TabStorage, target: Target, config: Config): void {
  if (storage.getItem(TABS) === null) return resetTabs(storage, target, config);
  const fresh = KEY_PREFIX + randomId();
  for (const name of [TABS, VARIABLES]) {
    const kept = storage.getItem(name);
    if (kept) storage.setItem(name, kept.replaceAll(MADE_KEY, fresh));
  }
}

/** Puts the examples in the place of whatever tabs there are; the history stays. */
export function resetTabs(storage: TabStorage, target: Target, config: Config): void {
  const seeds = target.subgraph === null ? exampleSeeds(config) : [subgraphSeed(target.subgraph)];
  const tabs = seeds.map(({ name, query, variables }) => ({
    id: randomId(),
    title: name,
    query,
    variables,
    headers: null,
    operationName: name,
    response: null,
  }));
  storage.setItem(TABS, JSON.stringify({ activeTabIndex: 0, tabs }));
  storage.setItem(QUERY, seeds[0]?.query ?? '');
  storage.setItem(VARIABLES, seeds[0]?.variables ?? '');
}

function exampleSeeds({ examples }: Config): Seed[] {
  const values: Record<string, string> = {
    $productId: examples.productId,
    $sku: examples.sku,
    $freshKey: KEY_PREFIX + randomId(),
  };
  const fill = (_key: string, value: unknown): unknown => (typeof value === 'string' ? (values[value] ?? value) : value);
  return EXAMPLES.map(({ name, query, variables }) => ({
    name,
    query: withLongComments(query),
    variables: JSON.stringify(variables, fill, 2),
  }));
}

/** One line for each paragraph of comments, as the editor breaks lines to the width of its pane. */
function withLongComments(query: string): string {
  return query.replaceAll(/(?<=^# .*)\n# /gm, ' ');
}

/** Works on any subgraph: what it can be asked. */
function subgraphSeed(subgraph: string): Seed {
  const query = `# What ${subgraph} alone can be asked: its part of the graph, without the router. Types of other subgraphs are here only as far as ${subgraph} knows them.
#
# See: the documentation pane shows its schema now.

query RootFields {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
    mutationType {
      fields {
        name
        description
      }
    }
  }
}
`;
  return { name: 'RootFields', query, variables: '' };
}
