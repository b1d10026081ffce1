import type { Config } from '../config';
import { NotGraphQL, Unreachable } from './request';

/** What went wrong, and what to do about it. */
export function sentence(error: unknown, config: Config): string {
  if (error instanceof Unreachable) return unreachableSentence(error.url, config);
  if (error instanceof NotGraphQL) return `${error.message} Is something else listening there?`;
  return error instanceof Error ? error.message : String(error);
}

/** What to do when nobody answers at an address. */
export function unreachableSentence(url: string, { router, password }: Config): string {
  if (url !== router) return `The explorer's own server does not answer at ${url}. Start it again, then retry.`;
  const start = password === null ? 'See whether it runs' : 'Start the shop with `./supergraph up`';
  return `The router at ${router} does not answer. ${start}, and see that its CORS policy names ${location.origin}; then retry.`;
}
