import type { Fetcher } from '@graphiql/toolkit';
import type { Explorer } from '../explorer';
import { readPlan } from '../plan';
import { targetUrl, type Target } from '../target';
import { record, type PlanAnswer } from './exchanges';
import { sentence } from './failures';
import { operationNameIn } from './operation-name';
import { request, Unreachable, type Answer, type Operation, type Reply } from './request';

const PLAN_HEADER = 'apollo-expose-query-plan';

/** `true`: run and tell the plan. `dry-run`: tell the plan, run nothing. Null: no plan is asked for. */
export type Planning = 'true' | 'dry-run' | null;

/** Sends an operation as whoever is signed in; a token that was refused is renewed once. */
export async function send(
  explorer: Explorer,
  target: Target,
  operation: Operation,
  options: { planning: Planning; headers?: Record<string, string> },
): Promise<Reply> {
  const { config, session, view } = explorer;
  const attempt = (token: string | null): Promise<Reply> => {
    const headers: Record<string, string> = {};
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    if (options.planning !== null) headers[PLAN_HEADER] = options.planning;
    return request(targetUrl(config, target), operation, { ...headers, ...options.headers });
  };
  try {
    const token = await session.token();
    const reply = await attempt(token);
    view.setState({ unreachable: null });
    if (token === null || !mayRepeat(reply, operation)) return reply;
    const renewed = await session.renew();
    return renewed === null ? reply : await attempt(renewed);
  } catch (error) {
    if (error instanceof Unreachable) view.setState({ unreachable: error.url });
    throw error;
  }
}

/** Whether the token was refused and nothing was done that must not be done twice. */
function mayRepeat(reply: Reply, { query }: Operation): boolean {
  if (!('whole' in reply)) return false;
  const { data, errors } = reply.whole;
  const refused = errors?.some((error) => error.extensions?.['code'] === 'UNAUTHENTICATED') ?? false;
  return refused && (!data || !/^\s*mutation\b/m.test(query));
}

/** GraphiQL's way to the target; beside the answer it records facts and the plan for the other panes. */
export function createFetcher(explorer: Explorer, target: Target): Fetcher {
  return async ({ query, variables, ...rest }, options) => {
    const operationName = operationNameIn(query, rest.operationName);
    const operation = { query, operationName, variables: variables as Operation['variables'] };
    const headers = options?.headers as Record<string, string> | undefined;
    const introspection = operationName === 'IntrospectionQuery';
    const planning = introspection || target.subgraph !== null ? null : 'true';
    try {
      const reply = await send(explorer, target, operation, { planning, headers });
      return introspection ? whole(reply) : watched(explorer, query, reply, planning);
    } catch (error) {
      if (!introspection) record(explorer.exchanges, { query, facts: null, planning: { kind: 'unanswered' } });
      return { errors: [{ message: sentence(error, explorer.config) }] };
    }
  };
}

const whole = (reply: Reply): Answer => ('whole' in reply ? reply.whole : {});

/** Records what an answer brought, and hands on the answer without the plan. */
function watched(explorer: Explorer, query: string, reply: Reply, planning: Planning) {
  const note = (answer: Answer): Answer => {
    const told = planOf(answer, planning);
    if (told.kind === 'told') explorer.view.setState({ tellsPlans: true });
    record(explorer.exchanges, { query, facts: reply.facts, planning: told });
    return toShow(answer);
  };
  return 'whole' in reply ? note(reply.whole) : eachPart(reply.parts, note);
}

/** The plan comes with the first part; the others only add to the data. */
async function* eachPart(parts: AsyncIterable<Answer>, note: (answer: Answer) => Answer): AsyncGenerator<Answer> {
  let first = true;
  for await (const part of parts) {
    yield first ? note(part) : part;
    first = false;
  }
}

/** What an answer says of its plan. */
export function planOf(answer: Answer, planning: Planning): PlanAnswer {
  if (planning === null) return { kind: 'unasked' };
  const plan = readPlan(answer.extensions);
  if (plan) return { kind: 'told', plan, dryRun: planning === 'dry-run' };
  // Refused before it was planned, for instance because it is not valid.
  return { kind: answer.errors && !answer.data ? 'refused' : 'untold' };
}

/** The answer as it would be had nobody asked for the plan; errors first, so that nobody has to scroll to them. */
function toShow({ errors, extensions, ...rest }: Answer): Answer {
  const { apolloQueryPlan: _plan, ...others } = extensions ?? {};
  const shown: Answer = errors ? { errors, ...rest } : rest;
  return Object.keys(others).length === 0 ? shown : { ...shown, extensions: others };
}
