import { useLocation } from 'react-router'
import { Day } from '../ui/Day'
import { Notice } from '../ui/Notice'
import { StatusBadge } from './StatusBadge'
import { CANCEL_WORDS, REJECTION_WORDS } from './statusWords'
import type { OrderView } from './useOrder'

/** Where the order stands, in one glance. */
export function OrderHead({ order }: { order: OrderView }) {
  const isNew = (useLocation().state as { isNew?: boolean } | null)?.isNew === true
  return (
    <>
      <p className="order-head">
        <StatusBadge status={order.status} /> <Day at={order.createdAt} exact />
      </p>
      {order.status === 'PENDING' && (
        <Notice title="Your order is being placed…">
          <p>This page follows it. You can leave; nothing is done twice.</p>
          <span className="busy-bar" aria-hidden="true" />
        </Notice>
      )}
      {isNew && order.status === 'CONFIRMED' && (
        <Notice tone="good" title="Thank you. Your order is placed.">
          <p>We pack it now. The card is charged when the parcel leaves.</p>
        </Notice>
      )}
      {order.rejection && (
        <Notice tone="bad" title="This order was not placed.">
          <p>{REJECTION_WORDS[order.rejection]} Nothing was charged.</p>
          {order.rejection === 'PRICE_CHANGED' && (
            <p>
              We never charge a total you have not agreed to. If you ordered again for the new one,
              that is an order of its own.
            </p>
          )}
        </Notice>
      )}
      {order.cancelReason && (
        <Notice title="This order was cancelled.">
          <p>Reason: {CANCEL_WORDS[order.cancelReason]}.</p>
        </Notice>
      )}
    </>
  )
}
