import { formatMoney } from '../money/money'
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
    case 'PriceChanged':
      return {
        title: 'The total has changed.',
        advice:
          `You saw ${formatMoney(refusal.expected)}; it is now ${formatMoney(refusal.actual)}, ` +
          'because a price or the shipping changed meanwhile. Nothing was charged.',
      }
    case 'PaymentDeclined':
      return {
        title: 'The card was declined.',
        advice: refusal.retryable
          ? 'Nothing was charged. You can pay with another card.'
          : 'Nothing was charged. This payment cannot be tried again.',
      }
    case 'InvalidInput':
      return { title: refusal.message, advice: 'Nothing was ordered. Please correct it.' }
    default:
      return ALWAYS_THE_SAME[refusal.__typename] ?? unheardOf(refusal)
  }
}

type Told = 'InsufficientStock' | 'PriceChanged' | 'PaymentDeclined' | 'InvalidInput'

const ALWAYS_THE_SAME: Readonly<Record<Exclude<Refusal['__typename'], Told>, RefusalWords>> = {
  ProductUnavailable: {
    title: 'A product in your cart is no longer for sale.',
    advice: 'Nothing was charged. Take it out and order again.',
  },
  PlacementTimedOut: {
    title: 'Placing the order took too long.',
    advice: 'Nothing was charged. You can order again.',
  },
  EmptyCart: {
    title: 'Your cart is empty.',
    advice: 'It may have been ordered already: see your orders.',
  },
  IdempotencyKeyReused: {
    title: 'This order was already sent in another form.',
    advice: 'Look at your orders before you order again.',
  },
  OrderNotFound: {
    title: 'There is no such order.',
    advice: 'It may belong to another account.',
  },
  IllegalTransition: {
    title: 'The order has moved on.',
    advice: 'This can no longer be done with it.',
  },
}

/** A refusal that a newer graph may have; by its type there is none. */
function unheardOf({ message }: { message?: string }): RefusalWords {
  return { title: message ?? 'The order was refused.', advice: 'Nothing more is known.' }
}
