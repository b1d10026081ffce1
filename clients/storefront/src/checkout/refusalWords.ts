import type { Refusal } from './placementVerdict'

/** A refusal as a person reads it. */
export interface RefusalWords {
  readonly title: string
  readonly advice: string
}

/** What each refusal means for the buyer; the compiler sees to it that none is forgotten. */
export function refusalWords(refusal: Refusal): RefusalWords {
  switch (refusal.__typename) {
    case 'InsufficientStock':
      return {
        title: `There are only ${refusal.available} of ${refusal.product?.name ?? 'one product'}.`,
        advice: `You wanted ${refusal.requested}. Nothing was charged; take fewer and order again.`,
      }
    case 'ProductUnavailable':
      return {
        title: 'A product in your cart is no longer for sale.',
        advice: 'Nothing was charged. Take it out and order again.',
      }
    case 'PriceChanged':
      return { title: 'The total has changed.', advice: 'Nothing was charged.' }
    case 'PaymentDeclined':
      return {
        title: 'The card was declined.',
        advice: refusal.retryable
          ? 'Nothing was charged. You can pay with another card.'
          : 'Nothing was charged. This payment cannot be tried again.',
      }
    case 'PlacementTimedOut':
      return {
        title: 'Placing the order took too long.',
        advice: 'Nothing was charged. You can order again.',
      }
    case 'EmptyCart':
      return {
        title: 'Your cart is empty.',
        advice: 'It may have been ordered already: see your orders.',
      }
    case 'InvalidInput':
      return { title: refusal.message, advice: 'Nothing was ordered. Please correct it.' }
    case 'IdempotencyKeyReused':
      return {
        title: 'This order was already sent in another form.',
        advice: 'Look at your orders before you order again.',
      }
    case 'OrderNotFound':
      return { title: 'There is no such order.', advice: 'It may belong to another account.' }
    case 'IllegalTransition':
      return { title: 'The order has moved on.', advice: 'This can no longer be done with it.' }
    default:
      return unheardOf(refusal)
  }
}

/** A refusal that a newer graph may have; by its type there is none. */
function unheardOf(refusal: never): RefusalWords {
  const { message } = refusal as { message?: string }
  return { title: message ?? 'The order was refused.', advice: 'Nothing more is known.' }
}
