/** What is sent to the router, and what of its answer is shown. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../config';
import { createExplorer, type Explorer } from '../explorer';
import { planWithoutRunning } from '../plans/dry-run';
import { SUPERGRAPH } from '../target';
import { createFetcher } from './fetcher';

const config: Config = {
  router: 'http://router.test/graphql',
  routerKind: 'standin',
  people: [],
  password: 'demo',
  subgraphs: ['users'],
  examples: { productId: 'prd_1', sku: 'KTL-0001' },
};

type Sent = { url: string; headers: Headers; query: string; operationName?: string };

const PLAN = { apolloQueryPlan: { object: { kind: 'QueryPlan', node: { kind: 'Fetch', serviceName: 'users' } } } };
const REFUSED = { data: { me: null }, errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
const LOGIN = {
  data: {
    login: {
      session: { accessToken: 'fresh', accessTokenExpiresAt: new Date(Date.now() + 900_000).toISOString() },
      user: { displayName: 'Ada', roles: ['CUSTOMER'] },
      errors: [],
    },
  },
};

let sent: Sent[];
let explorer: Explorer;

/** Answers every request but sign-ins by *answer*. */
function router(answer: (request: Sent) => object): void {
  vi.stubGlobal('fetch', async (url: string, { headers, body }: { headers: Headers; body: string }) => {
    const { query, operationName } = JSON.parse(body) as Sent;
    const request = { url, headers, query, operationName };
    sent.push(request);
    return Response.json(query.includes('ExplorerLogin') ? LOGIN : answer(request));
  });
}

const run = (query: string) => createFetcher(explorer, SUPERGRAPH)({ query, operationName: null, variables: {} });
const sentQueries = () => sent.map((request) => request.query);

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('location', { origin: 'http://explorer.test' });
  sent = [];
  explorer = createExplorer(config);
});

describe('an operation', () => {
  it('is shown without its plan, and without extensions when nothing else is in them', async () => {
    router(() => ({ data: { me: null }, extensions: PLAN }));
    expect(await run('{ me { id } }')).toEqual({ data: { me: null } });
    router(() => ({ data: { me: null }, extensions: { ...PLAN, cost: 1 } }));
    expect(await run('{ me { id } }')).toEqual({ data: { me: null }, extensions: { cost: 1 } });
    expect(explorer.exchanges.getState().byTab['']?.planning.kind).toBe('told');
  });

  it('asks for its plan and has an id of its own', async () => {
    router(() => ({ data: {} }));
    await run('{ a }');
    await run('{ a }');
    const ids = sent.map(({ headers }) => headers.get('x-request-id'));
    expect(sent[0]?.headers.get('apollo-expose-query-plan')).toBe('true');
    expect(new Set(ids).size).toBe(2);
  });

  it('does not take the name of the tab one just left', async () => {
    router(() => ({ data: {} }));
    await createFetcher(explorer, SUPERGRAPH)({ query: 'query Here { a }', operationName: 'There' });
    expect(sent[0]?.operationName).toBe('Here');
  });

  it('asks a subgraph without asking for a plan', async () => {
    router(() => ({ data: {} }));
    await createFetcher(explorer, { subgraph: 'users' })({ query: '{ a }' });
    expect(sent[0]).toMatchObject({ url: '/subgraphs/users' });
    expect(sent[0]?.headers.has('apollo-expose-query-plan')).toBe(false);
  });

  it('ends in a sentence when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await run('{ a }')).toMatchObject({ errors: [{ message: expect.stringContaining('does not answer') }] });
    expect(explorer.view.getState().unreachable).toBe(config.router);
  });
});

describe('an operation that defers a part', () => {
  it('is shown part by part, the first without its plan', async () => {
    const parts = [{ data: { a: 1 }, extensions: PLAN, hasNext: true }, { incremental: [], hasNext: false }];
    const body = parts.map((part) => `--graphql\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(part)}\r\n`);
    const headers = { 'content-type': 'multipart/mixed;boundary="graphql";deferSpec=20220824' };
    vi.stubGlobal('fetch', async () => new Response(`${body.join('')}--graphql--\r\n`, { headers }));
    const shown: unknown[] = [];
    for await (const part of (await run('{ a ... @defer { b } }')) as AsyncIterable<unknown>) shown.push(part);
    expect(shown).toEqual([{ data: { a: 1 }, hasNext: true }, { incremental: [], hasNext: false }]);
    expect(explorer.exchanges.getState().byTab['']?.planning.kind).toBe('told');
  });
});

describe('a token that is refused', () => {
  beforeEach(async () => {
    router(({ headers }) => (headers.get('x-try') ? {} : REFUSED));
    await explorer.session.signIn('ada@example.com', 'demo');
    sent = [];
  });

  it('is renewed once, and a query is asked again', async () => {
    await run('query A { me { id } }');
    expect(sent).toHaveLength(3);
    expect(sentQueries()[1]).toContain('ExplorerLogin');
  });

  it('does not repeat a mutation of which a part may have been done', async () => {
    await run('mutation A { me { id } }');
    expect(sent).toHaveLength(1);
  });
});

describe('planning without running', () => {
  const mutation = { query: 'mutation Buy { placeOrder { replayed } }' };

  it('never sends the operation to a router that does not know dry runs', async () => {
    router(() => ({ data: { me: null } }));
    await planWithoutRunning(explorer, mutation);
    expect(sentQueries()).toEqual(['query PlanProbe { me { id } }']);
    expect(explorer.exchanges.getState().byTab['']?.planning).toEqual({ kind: 'untold' });
  });

  it('never sends the operation to a router that tells plans but runs dry runs too', async () => {
    router(() => ({ data: { me: null }, extensions: PLAN }));
    await planWithoutRunning(explorer, mutation);
    expect(sent).toHaveLength(1);
  });

  it('keeps the plan of a router that does', async () => {
    router(() => ({ extensions: PLAN }));
    await planWithoutRunning(explorer, mutation);
    expect(sentQueries()).toContain(mutation.query);
    expect(explorer.exchanges.getState().byTab['']?.planning).toMatchObject({ kind: 'told', dryRun: true });
  });
});
