import type { ReactNode } from 'react'
import type { CartPartsFragment } from '../generated/graph'
import { formatMoney, type MoneyValue } from '../money/money'
import { OrderSummary } from './OrderSummary'
import type { useCosts } from './useCosts'

/** What will be ordered, for how much, what is to be said about it, and the button that does it. */
export function Review(props: {
  cart: CartPartsFragment
  costs: ReturnType<typeof useCosts>
  /** The one amount the button stands for; null while it is not known. */
  total: MoneyValue | null
  /** What pressing the button means. */
  doing: string
  children: ReactNode
}) {
  const { cart, costs, total, doing, children } = props
  const unpriced = costs.loading ? 'Adding it up…' : 'Place order'
  return (
    <section className="summary" aria-labelledby="review">
      <h2 id="review">Your order</h2>
      <OrderSummary cart={cart} costs={costs} total={total} />
      {children}
      <button className="button button-main" disabled={!total}>
        {total ? `${doing} ${formatMoney(total)}` : unpriced}
      </button>
    </section>
  )
}
