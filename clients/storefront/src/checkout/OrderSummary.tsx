import type { CartPartsFragment } from '../generated/graph'
import { isSameMoney, times, type MoneyValue } from '../money/money'
import { Money } from '../money/Money'
import type { useCosts } from './useCosts'

/** What is ordered and what it comes to, before it is. */
export function OrderSummary(props: {
  cart: CartPartsFragment
  costs: ReturnType<typeof useCosts>
  total: MoneyValue | null
}) {
  const { cart, costs, total } = props
  // Beside a total that the shop named, parts that come to another one would only confuse.
  const addsUp = !total || (costs.total !== null && isSameMoney(costs.total, total))
  return (
    <>
      <ul className="summary-lines">
        {cart.items.map(({ id, quantity, product }) => (
          <li key={id}>
            <span>
              {quantity} × {product?.name ?? 'A product that cannot be shown'}
            </span>
            {product && <Money value={times(product.price, quantity)} />}
          </li>
        ))}
      </ul>
      <dl>
        {addsUp && <Row name="Subtotal" value={costs.subtotal} />}
        {addsUp && <Row name="Shipping" value={costs.shipping} />}
        <div className="summary-total">
          <dt>Total</dt>
          <dd>{total ? <Money value={total} /> : '—'}</dd>
        </div>
      </dl>
      <p className="fine-print">All prices include tax.</p>
    </>
  )
}

function Row({ name, value }: { name: string; value: MoneyValue | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ? <Money value={value} /> : '—'}</dd>
    </div>
  )
}
