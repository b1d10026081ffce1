import type { CartPartsFragment } from '../generated/graph'
import { times, type MoneyValue } from '../money/money'
import { Money } from '../money/Money'
import { isExact, type Quote } from './shippingQuote'

/** What is ordered and what it comes to, before it is. */
export function OrderSummary(props: {
  cart: CartPartsFragment
  quote: Quote | null
  total: MoneyValue | null
}) {
  const { cart, quote, total } = props
  const subtotal = cart.estimatedSubtotal
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
        <Row name="Subtotal" value={subtotal} />
        <Row name={shippingWords(quote)} value={quote && (quote.atMost ?? quote.atLeast)} />
        <div className="summary-total">
          <dt>Total</dt>
          <dd>{total ? <Money value={total} /> : '—'}</dd>
        </div>
      </dl>
      {quote && !isExact(quote) && (
        <p className="fine-print">
          Shipping depends on the exact parcel. If it comes to another total we ask you before
          anything is charged.
        </p>
      )}
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

function shippingWords(quote: Quote | null): string {
  if (!quote || isExact(quote)) return 'Shipping'
  return quote.atMost ? 'Shipping, at most' : 'Shipping, at least'
}
