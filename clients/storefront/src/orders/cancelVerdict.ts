import type { CancelOrderMutation } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { lost, type Verdict } from '../intention/progress'

type Payload = CancelOrderMutation['cancelOrder']

/** Why an order was not cancelled. */
type CancelRefusal = Exclude<Payload['errors'][number], { __typename: 'OrderInProgress' }>

/** How cancelling ended; without a refusal the order is cancelled. */
export interface Cancelling {
  readonly refusal: CancelRefusal | null
}

/** What an answer to `cancelOrder` means for the key it was sent with. */
export function cancelVerdict(payload: Payload | undefined, error: unknown): Verdict<Cancelling> {
  if (!payload) return ofError(error)
  for (const refusal of payload.errors) {
    if (refusal.__typename === 'OrderInProgress') {
      return { kind: 'inProgress', retryAfterMs: refusal.retryAfterMs, orderId: null }
    }
    return { kind: 'settled', result: { refusal } }
  }
  return payload.order ? { kind: 'settled', result: { refusal: null } } : lost(error)
}

function ofError(error: unknown): Verdict<Cancelling> {
  const problem = problemOf(error)
  if (problem?.code === 'UNAUTHENTICATED') return { kind: 'signIn' }
  if (problem?.code !== 'BAD_USER_INPUT') return lost(error)
  const { code, message } = problem
  const refusal = { __typename: 'InvalidInput', code, message, path: null } as const
  return { kind: 'settled', result: { refusal } }
}
