import type { PlaceOrderMutation } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { lost, type Verdict } from '../intention/progress'

type Payload = PlaceOrderMutation['placeOrder']

/** An order as a mutation names it. */
export type PlacedOrder = NonNullable<Payload['order']>

/** Why it was not placed; an order in progress is no refusal. */
export type Refusal = Exclude<Payload['errors'][number], { __typename: 'OrderInProgress' }>

/** How placing, or paying again, ended. */
export interface Placement {
  readonly order: PlacedOrder | null
  readonly refusals: readonly Refusal[]
}

/** What an answer to `placeOrder` or `retryPayment` means for the key it was sent with. */
export function placementVerdict(payload: Payload | undefined, error: unknown): Verdict<Placement> {
  if (payload) return ofPayload(payload)
  const problem = problemOf(error)
  if (problem?.code === 'UNAUTHENTICATED') return { kind: 'signIn' }
  if (problem?.code === 'BAD_USER_INPUT') {
    // Refused before anything was looked up; the same words would be refused for ever.
    const { code, message } = problem
    const refusal = { __typename: 'InvalidInput', code, message, path: null } as const
    return { kind: 'settled', result: { order: null, refusals: [refusal] } }
  }
  return lost(error)
}

// When the graph names no time itself.
const PENDING_PAUSE_MS = 1_000

function ofPayload({ order, errors }: Payload): Verdict<Placement> {
  const waiting = errors.find((refusal) => refusal.__typename === 'OrderInProgress')
  if (waiting) {
    const orderId = order?.id ?? waiting.order?.id ?? null
    return { kind: 'inProgress', retryAfterMs: waiting.retryAfterMs, orderId }
  }
  if (order?.status === 'PENDING') {
    return { kind: 'inProgress', retryAfterMs: PENDING_PAUSE_MS, orderId: order.id }
  }
  const refusals = errors.filter((refusal): refusal is Refusal => refusal !== waiting)
  if (order === null && refusals.length === 0) return lost(null)
  return { kind: 'settled', result: { order, refusals } }
}
