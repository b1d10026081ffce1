import type { ApolloClient } from '@apollo/client'
import {
  CancelOrderDocument,
  PlaceOrderDocument,
  RetryPaymentDocument,
  type CancelOrderInput,
  type RetryPaymentInput,
} from '../generated/graph'
import type { Intention } from '../intention/intentionStore'
import type { Verdict } from '../intention/progress'
import { cancelVerdict, type Cancelling } from '../orders/cancelVerdict'
import { placementVerdict, type Placement } from './placementVerdict'
import type { OrderWish } from './wish'

type Deliver<I, R> = (intention: Intention<I>) => Promise<Verdict<R>>

/** What `retryPayment` is asked, without the key. */
export type PaymentWish = Omit<RetryPaymentInput, 'idempotencyKey'>

/** What `cancelOrder` is asked, without the key. */
export type CancelWish = Omit<CancelOrderInput, 'idempotencyKey'>

/** How an order wish ended, with the wish: a total that the shop named is for that one only. */
export interface WishPlacement extends Placement {
  readonly wish: OrderWish
}

/** Sends an order wish under its key. */
export const deliverOrder =
  (client: ApolloClient): Deliver<OrderWish, WishPlacement> =>
  async ({ key, input: wish }) => {
    const input = { ...wish.order, idempotencyKey: key }
    const answer = await client.mutate({ mutation: PlaceOrderDocument, variables: { input } })
    const verdict = placementVerdict(answer.data?.placeOrder, answer.error)
    return verdict.kind === 'settled'
      ? { ...verdict, result: { ...verdict.result, wish } }
      : verdict
  }

/** Sends another try to pay under its key. */
export const deliverPayment =
  (client: ApolloClient): Deliver<PaymentWish, Placement> =>
  async ({ key, input: wish }) => {
    const input = { ...wish, idempotencyKey: key }
    const answer = await client.mutate({ mutation: RetryPaymentDocument, variables: { input } })
    return placementVerdict(answer.data?.retryPayment, answer.error)
  }

/** Sends a cancellation under its key. */
export const deliverCancel =
  (client: ApolloClient): Deliver<CancelWish, Cancelling> =>
  async ({ key, input: wish }) => {
    const input = { ...wish, idempotencyKey: key }
    const answer = await client.mutate({ mutation: CancelOrderDocument, variables: { input } })
    return cancelVerdict(answer.data?.cancelOrder, answer.error)
  }
