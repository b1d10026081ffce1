import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'

/** Why an answer is missing, in whole or in part, in words for a person. */
export interface Problem {
  readonly code: string
  readonly message: string
  readonly correlationId: string | null
  readonly retryAfterMs: number | null
}

const WORDS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Please sign in again.',
  FORBIDDEN: 'Your account may not do this.',
  DEPENDENCY_UNAVAILABLE: 'A part of the shop is not answering right now.',
  // The router's own words for a subgraph that is dead or slow.
  SUBREQUEST_HTTP_ERROR: 'A part of the shop is not answering right now.',
  GATEWAY_TIMEOUT: 'A part of the shop is not answering right now.',
  DEADLINE_EXCEEDED: 'The shop took too long to answer.',
  RATE_LIMITED: 'That was a lot at once. Please wait a moment.',
  UNREACHABLE: 'The shop cannot be reached. Check your connection.',
  INTERNAL: 'Something went wrong on our side.',
}

/** What to say about an error of the client; null when there is none. */
export function problemOf(error: unknown): Problem | null {
  if (!error) return null
  if (CombinedGraphQLErrors.is(error)) return fromGraph(error)
  if (ServerError.is(error))
    return named(error.statusCode === 504 ? 'DEADLINE_EXCEEDED' : 'INTERNAL')
  return named('UNREACHABLE')
}

function fromGraph(error: CombinedGraphQLErrors): Problem {
  const first = error.errors[0]
  const extensions = first?.extensions ?? {}
  const code = typeof extensions['code'] === 'string' ? extensions['code'] : 'INTERNAL'
  return {
    code,
    message:
      WORDS[code] ?? (code === 'BAD_USER_INPUT' ? first?.message : null) ?? WORDS['INTERNAL']!,
    correlationId: text(extensions['correlationId']),
    retryAfterMs:
      typeof extensions['retryAfterMs'] === 'number' ? extensions['retryAfterMs'] : null,
  }
}

const named = (code: string): Problem => ({
  code,
  message: WORDS[code] ?? WORDS['INTERNAL']!,
  correlationId: null,
  retryAfterMs: null,
})

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
