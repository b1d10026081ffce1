import type { PlaceOrderInput } from '../generated/graph'

/** One piece of what is ordered, for telling the buyer and for telling two wishes apart. */
export interface WishLine {
  readonly productId: string
  readonly name: string
  readonly quantity: number
}

/** What a buyer wants when pressing the button: the cart as it was shown, sent without the key. */
export interface OrderWish {
  readonly lines: readonly WishLine[]
  readonly order: Omit<PlaceOrderInput, 'idempotencyKey' | 'items'>
}

/** The name under which the one order being placed is stored. */
export const PLACING = 'placeOrder'

/** The name under which paying *orderId* again is stored. */
export const paying = (orderId: string): string => `retryPayment.${orderId}`

/** The name under which cancelling *orderId* is stored. */
export const cancelling = (orderId: string): string => `cancelOrder.${orderId}`
