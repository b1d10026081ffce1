import type { CartPartsFragment } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { formatMoney, type MoneyValue } from '../money/money'
import { Notice } from '../ui/Notice'
import { expectedTotal, OrderSummary } from './OrderSummary'
import { useShippingQuote } from './useShippingQuote'

/** What will be ordered, for how much, and the button that does it. */
export function Review(props: {
  cart: CartPartsFragment
  countryCode: string
  onPlace: (total: MoneyValue) => void
}) {
  const { cart, countryCode, onPlace } = props
  const { quote, error, loading } = useShippingQuote(cart, countryCode)
  const total = expectedTotal(cart.estimatedSubtotal, quote)
  return (
    <section className="summary" aria-labelledby="review">
      <h2 id="review">Your order</h2>
      <OrderSummary cart={cart} quote={quote} />
      {!total && !loading && (
        <Notice tone="warning">
          <p>
            {problemOf(error)?.message} The total is not known, and we do not let you order for a
            total you cannot see.
          </p>
        </Notice>
      )}
      <button
        className="button button-main"
        disabled={!total}
        onClick={() => total && onPlace(total)}
      >
        {total ? `Place order · ${formatMoney(total)}` : 'Place order'}
      </button>
    </section>
  )
}
