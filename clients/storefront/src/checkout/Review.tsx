import type { CartPartsFragment } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { formatMoney } from '../money/money'
import { Notice } from '../ui/Notice'
import { OrderSummary } from './OrderSummary'
import type { useCosts } from './useCosts'

/** What will be ordered, for how much, and the button that does it. */
export function Review(props: { cart: CartPartsFragment; costs: ReturnType<typeof useCosts> }) {
  const { total, quote, error, loading } = props.costs
  return (
    <section className="summary" aria-labelledby="review">
      <h2 id="review">Your order</h2>
      <OrderSummary cart={props.cart} quote={quote} total={total} />
      {!total && !loading && (
        <Notice tone="warning">
          <p>
            {problemOf(error)?.message} The total is not known, and we do not let you order for a
            total you cannot see.
          </p>
        </Notice>
      )}
      <button className="button button-main" disabled={!total}>
        {total ? `Place order · ${formatMoney(total)}` : 'Place order'}
      </button>
    </section>
  )
}
