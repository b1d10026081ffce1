import { Link } from 'react-router'
import type { Intention } from '../intention/intentionStore'
import { Money } from '../money/Money'
import type { OrderWish } from './wish'

/** What is being ordered, as it was sent. */
export function UnderWay({ intention }: { intention: Intention<OrderWish> }) {
  const { lines, order } = intention.input
  return (
    <section className="summary under-way" aria-labelledby="under-way">
      <h2 id="under-way">What you ordered</h2>
      <ul className="summary-lines">
        {lines.map(({ productId, name, quantity }) => (
          <li key={productId}>
            {quantity} × {name}
          </li>
        ))}
      </ul>
      {order.expectedTotal && (
        <p>
          For <Money value={order.expectedTotal} /> to {order.shippingAddress.name},{' '}
          {order.shippingAddress.city}.
        </p>
      )}
      {intention.orderId && <Link to={`/orders/${intention.orderId}`}>See the order</Link>}
    </section>
  )
}
