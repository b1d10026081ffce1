/** What the query plan pane says of a plan. */
import { describe, expect, it } from 'vitest';
import { headline, readPlan, summarize } from './plan';

const fetch = (serviceName: string, more: object = {}) => ({ kind: 'Fetch', serviceName, operation: '{a}', ...more });
const flatten = (node: object, ...path: string[]) => ({ kind: 'Flatten', path, node });
const sequence = (...nodes: object[]) => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: object[]) => ({ kind: 'Parallel', nodes });

function plan(node?: object) {
  const found = readPlan({ apolloQueryPlan: { object: { kind: 'QueryPlan', node } } });
  if (!found) throw new Error('no plan');
  return found;
}

const summary = (node?: object) => summarize(plan(node).root);

describe('reading', () => {
  it('finds no plan where the router told none', () => {
    for (const extensions of [undefined, null, {}, { apolloQueryPlan: {} }, { apolloQueryPlan: { object: [] } }]) {
      expect(readPlan(extensions)).toBeNull();
    }
  });

  it('says in one line what a fetch requires', () => {
    const requires = [
      {
        kind: 'InlineFragment',
        typeCondition: 'Product',
        selections: [
          { kind: 'Field', name: 'id' },
          { kind: 'Field', name: 'price', selections: [{ kind: 'Field', name: 'amount' }] },
        ],
      },
    ];
    expect(plan(fetch('orders', { requires })).root).toMatchObject({ requires: ['Product { id price { amount } }'] });
  });

  it('keeps the name of a step it does not know', () => {
    expect(plan(sequence({ kind: 'Teleport' })).root).toMatchObject({ steps: [{ kind: 'Unknown', name: 'Teleport' }] });
  });
});

describe('serial depth', () => {
  it('adds up in a sequence', () => {
    const node = sequence(fetch('products'), flatten(fetch('orders'), 'product'));
    expect(summary(node)).toEqual({ fetches: 2, serialDepth: 2, services: ['products', 'orders'] });
  });

  it('is the longest branch of what runs together', () => {
    const node = parallel(fetch('users'), sequence(fetch('orders'), flatten(fetch('products'), 'viewer', 'orders')));
    expect(summary(node)).toEqual({ fetches: 3, serialDepth: 2, services: ['users', 'orders', 'products'] });
  });

  it('counts the larger branch of a condition, as only one runs', () => {
    const node = {
      kind: 'Condition',
      condition: 'more',
      ifClause: sequence(fetch('users'), fetch('orders')),
      elseClause: fetch('users'),
    };
    expect(summary(node)).toEqual({ fetches: 2, serialDepth: 2, services: ['users', 'orders'] });
  });

  it('puts what is deferred after what comes first', () => {
    const node = {
      kind: 'Defer',
      primary: { node: fetch('products') },
      deferred: [{ node: fetch('orders') }, { label: 'slow', node: fetch('users') }],
    };
    expect(summary(node)).toEqual({ fetches: 3, serialDepth: 2, services: ['products', 'orders', 'users'] });
  });

  it('counts the source of a subscription', () => {
    const node = { kind: 'Subscription', primary: { serviceName: 'orders', operation: '' }, rest: fetch('users') };
    expect(summary(node)).toEqual({ fetches: 2, serialDepth: 2, services: ['orders', 'users'] });
  });
});

describe('headline', () => {
  it('names the fetches, the depth and the subgraphs', () => {
    const node = parallel(fetch('users'), sequence(fetch('orders'), fetch('products')));
    expect(headline(plan(node))).toBe('3 fetches · serial depth 2 · users, orders, products');
    expect(headline(plan(fetch('users')))).toBe('1 fetch · serial depth 1 · users');
  });

  it('says so when no subgraph is asked', () => {
    expect(headline(plan())).toBe('No fetch: the router answers by itself');
  });
});
