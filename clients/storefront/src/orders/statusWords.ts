import type {
  CancelReason,
  OrderEventType,
  OrderStatus,
  PaymentStatus,
  RejectionReason,
} from '../generated/graph'

/** Where an order stands, for its buyer. */
export const STATUS_WORDS: Readonly<Record<OrderStatus, string>> = {
  PENDING: 'Being placed',
  CONFIRMED: 'Confirmed',
  SHIPPED: 'On its way',
  DELIVERED: 'Delivered',
  COMPLETED: 'Completed',
  CANCELLED: 'Cancelled',
  REJECTED: 'Not placed',
}

/** Why an order was not placed. */
export const REJECTION_WORDS: Readonly<Record<RejectionReason, string>> = {
  OUT_OF_STOCK: 'There were not enough pieces.',
  PRODUCT_UNAVAILABLE: 'A product was no longer for sale.',
  PRICE_CHANGED: 'The total had changed since you saw it.',
  PAYMENT_DECLINED: 'The card was declined.',
  TIMED_OUT: 'It took too long.',
}

/** What happened to an order. */
export const EVENT_WORDS: Readonly<Record<OrderEventType, string>> = {
  CREATED: 'Order received',
  STOCK_RESERVED: 'Pieces put aside for you',
  PAYMENT_AUTHORIZED: 'Payment approved',
  CONFIRMED: 'Order confirmed',
  COMPENSATING: 'Taking the order back',
  REJECTED: 'Order not placed',
  PAYMENT_RETRIED: 'Paid another way',
  CANCELLING: 'Cancelling',
  CANCELLED: 'Order cancelled',
  SHIPPING: 'Being packed',
  SHIPPED: 'Parcel handed over',
  DELIVERED: 'Parcel arrived',
  COMPLETED: 'Order completed',
  REFUNDING: 'Giving money back',
  REFUNDED: 'Money given back',
  REFUND_REFUSED: 'Refund refused by the bank',
  NEEDS_ATTENTION: 'We are looking into it',
}

/** Where the money stands. */
export const PAYMENT_WORDS: Readonly<Record<PaymentStatus, string>> = {
  AUTHORIZED: 'Approved; charged when the parcel leaves',
  CAPTURED: 'Charged',
  FAILED: 'Declined; nothing was charged',
  VOIDED: 'Released; nothing was charged',
  REFUNDED: 'Given back',
}

/** Why an order is cancelled; what a buyer may choose, in this order, and what only the shop says. */
export const CANCEL_WORDS: Readonly<Record<CancelReason, string>> = {
  CHANGED_MIND: 'I changed my mind',
  ORDERED_BY_MISTAKE: 'I ordered by mistake',
  TOO_SLOW: 'It takes too long',
  OTHER: 'Another reason',
  FRAUD: 'Fraud',
  PAYMENT_LAPSED: 'The payment had lapsed',
}

/** The reasons a buyer may give. */
export const BUYER_REASONS = ['CHANGED_MIND', 'ORDERED_BY_MISTAKE', 'TOO_SLOW', 'OTHER'] as const
