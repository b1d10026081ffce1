import { meros } from 'meros/browser';
import { randomId } from '../random';

/** A GraphQL answer, or a part of one. */
export type Answer = {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
  hasNext?: boolean;
};

/** What can be sent to a GraphQL server. */
export type Operation = { query: string; operationName?: string | null; variables?: Record<string, unknown> | null };

/** What is known of an HTTP answer before and beside its body. */
export type Facts = { requestId: string; status: number; ms: number; bytes: number; cacheControl: string | null };

/** The server could not be asked: down, another address, or its CORS policy does not name this page. */
export class Unreachable extends Error {
  constructor(readonly url: string) {
    super(`No answer from ${url}`);
  }
}

/** Something answered that is no GraphQL server, for instance a proxy with a page of its own. */
export class NotGraphQL extends Error {}

/** An answer in one piece, or in parts when the operation defers some. */
export type Reply = { facts: Facts; whole: Answer } | { facts: Facts; parts: AsyncIterable<Answer> };

// Apollo Router sends deferred parts only to who accepts this version of the protocol.
const ACCEPT = 'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json';

/** Sends one operation; every request has an id of its own by which the logs can be searched. */
export async function request(url: string, operation: Operation, headers: Record<string, string>): Promise<Reply> {
  const sent = new Headers({ 'content-type': 'application/json', accept: ACCEPT, 'x-request-id': randomId() });
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  const started = performance.now();
  const response = await fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(operation) }).catch(() => {
    throw new Unreachable(url);
  });
  const facts = (bytes: number): Facts => ({
    requestId: sent.get('x-request-id') ?? '',
    status: response.status,
    ms: performance.now() - started,
    bytes,
    cacheControl: response.headers.get('cache-control'),
  });
  const parts = await meros<Answer>(response);
  if (Symbol.asyncIterator in parts) return { facts: facts(0), parts: bodies(parts, url) };
  const text = await response.text();
  return { facts: facts(new TextEncoder().encode(text).length), whole: parse(text, response, url) };
}

type Part = { json: true; body: Answer } | { json: false; body: unknown };

async function* bodies(parts: AsyncIterable<Part>, url: string): AsyncGenerator<Answer> {
  for await (const part of parts) {
    if (!part.json) throw new NotGraphQL(`${url} sent a part that is not JSON.`);
    yield part.body;
  }
}

function parse(text: string, response: Response, url: string): Answer {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // Told below, together with JSON that is no object.
  }
  const type = response.headers.get('content-type') ?? 'no content type';
  throw new NotGraphQL(`${url} answered ${response.status} with ${type}, which is no GraphQL answer.`);
}
