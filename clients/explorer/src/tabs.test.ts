/** The tabs one finds on opening the page. */
import { describe, expect, it } from 'vitest';
import type { Config } from './config';
import { EXAMPLES } from './examples';
import { prepareTabs, resetTabs, type TabStorage } from './tabs';
import { SUPERGRAPH } from './target';

const config: Config = {
  router: '',
  routerKind: 'standin',
  people: [],
  password: null,
  subgraphs: [],
  examples: { productId: 'prd_seed', sku: 'KTL-0001' },
};

function memory(): TabStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    length: 0,
  };
}

const tabs = (storage: TabStorage) => storage.getItem('graphiql:tabState') ?? '';
const key = (storage: TabStorage) => /explorer-[0-9a-f]+/.exec(tabs(storage))?.[0] ?? '';

describe('tabs', () => {
  it('are the examples at the first visit, with ids of the seed filled in', () => {
    const storage = memory();
    prepareTabs(storage, SUPERGRAPH, config);
    const { tabs: opened } = JSON.parse(tabs(storage)) as { tabs: { title: string }[] };
    expect(opened.map((tab) => tab.title)).toEqual(EXAMPLES.map((example) => example.name));
    expect(tabs(storage)).toContain('prd_seed');
    expect(tabs(storage)).toContain('Nobody has to sign in for this.\\n#\\n# See: a page has at most 100 entries. To turn it');
    expect(tabs(storage)).not.toMatch(/\$(productId\b|freshKey|sku\\")/);
  });

  it('are kept at the next visit, with a fresh idempotency key that is long enough', () => {
    const storage = memory();
    prepareTabs(storage, SUPERGRAPH, config);
    storage.setItem('graphiql:tabState', tabs(storage).replace('# The shelves', '# Mine'));
    const first = key(storage);
    prepareTabs(storage, SUPERGRAPH, config);
    expect(tabs(storage)).toContain('# Mine');
    expect(key(storage)).not.toBe(first);
    expect(key(storage).length).toBeGreaterThanOrEqual(16);
  });

  it('are the examples again after a reset', () => {
    const storage = memory();
    storage.setItem('graphiql:tabState', '{"activeTabIndex":0,"tabs":[]}');
    resetTabs(storage, SUPERGRAPH, config);
    expect(tabs(storage)).toContain('PlaceOrder');
  });
});
