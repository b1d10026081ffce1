import { useRef, useEffect } from 'react'
import { Link } from 'react-router'
import { problemOf } from '../graph/problem'
import { Money } from '../money/Money'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { Lines } from '../ui/Skeleton'
import { CartLine } from './CartLine'
import { piecesIn } from './cartCache'
import { useCart } from './useCart'

/** What the viewer has put aside, and the way to the checkout. */
export function CartPage() {
  const { cart, isKnown, error, loading, refetch } = useCart({ fresh: true })
  const problem = problemOf(error)
  const list = useRef<HTMLDivElement>(null)
  const lines = cart?.items.length ?? 0
  const before = useRef(lines)
  useEffect(() => {
    // The line with the focus is gone: go on at the top of what is left.
    if (lines < before.current && document.activeElement === document.body) list.current?.focus()
    before.current = lines
  }, [lines])

  return (
    <>
      <PageTitle title="Your cart" />
      {problem && (
        <ProblemNotice
          problem={problem}
          title={cart ? 'Some of your cart did not load.' : 'Your cart did not load.'}
          onRetry={() => void refetch()}
        />
      )}
      {!isKnown && loading && <Lines count={5} label="Loading your cart…" />}
      <div ref={list} tabIndex={-1} className="quiet-focus">
        {cart && lines > 0 && (
          <div className="cart">
            <ul className="lines">
              {cart.items.map((item) => (
                <CartLine key={item.id} item={item} partsMissing={problem !== null} />
              ))}
            </ul>
            <CartSummary cart={cart} />
          </div>
        )}
        {isKnown && lines === 0 && !problem && <EmptyCart />}
      </div>
    </>
  )
}

function CartSummary({ cart }: { cart: NonNullable<ReturnType<typeof useCart>['cart']> }) {
  const subtotal = cart.estimatedSubtotal
  return (
    <aside className="summary" aria-label="Summary">
      <dl>
        <div>
          <dt>Pieces</dt>
          <dd>{piecesIn(cart)}</dd>
        </div>
        <div className="summary-total">
          <dt>Subtotal</dt>
          <dd>{subtotal ? <Money value={subtotal} /> : '—'}</dd>
        </div>
      </dl>
      {!subtotal && (
        <p className="fine-print">
          The sum is not known while a price is missing. Your cart is safe; take out what is gone,
          or try again in a moment.
        </p>
      )}
      <p className="fine-print">Including tax. Shipping follows from the address.</p>
      <Link className="button button-main" to="/checkout">
        Check out
      </Link>
    </aside>
  )
}

function EmptyCart() {
  return (
    <div className="empty">
      <p className="empty-title">Nothing in here yet.</p>
      <Link className="button button-quiet" to="/">
        Look around
      </Link>
    </div>
  )
}
