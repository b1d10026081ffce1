import type { MoneyValue } from '../money/money'
import { Money } from '../money/Money'
import { PAYMENT_WORDS } from './statusWords'
import type { OrderView } from './useOrder'

/** What the order costs, what of it is tax, and where the money stands. */
export function OrderMoney({ order }: { order: OrderView }) {
  const { subtotal, shipping, tax, total, payment } = order
  return (
    <section className="summary" aria-labelledby="money">
      <h2 id="money">Payment</h2>
      <dl>
        <Row name="Subtotal" value={subtotal} />
        <Row name="Shipping" value={shipping} />
        <div className="summary-total">
          <dt>Total</dt>
          <dd>{total ? <Money value={total} /> : 'Not priced yet'}</dd>
        </div>
        <Row name="Of which tax" value={tax} />
      </dl>
      {payment && (
        <p>
          {payment.methodLabel && <>{payment.methodLabel}: </>}
          {PAYMENT_WORDS[payment.status]}
        </p>
      )}
      {payment?.refunds.map((refund) => (
        <p key={refund.id}>
          <Money value={refund.amount} />{' '}
          {refund.status === 'SUCCEEDED'
            ? 'given back'
            : refund.status === 'PENDING'
              ? 'on its way back to you'
              : 'could not be given back; we are looking into it'}
          {refund.reason && ` (${refund.reason})`}
        </p>
      ))}
    </section>
  )
}

function Row({ name, value }: { name: string; value: MoneyValue | null }) {
  if (!value) return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Money value={value} />
      </dd>
    </div>
  )
}
