import { Link } from 'react-router'
import { useCart } from '../cart/useCart'
import { problemOf } from '../graph/problem'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { Lines } from '../ui/Skeleton'
import { CheckoutForm } from './CheckoutForm'
import { PlacingNotice } from './PlacingNotice'
import { UnderWay } from './UnderWay'
import { usePlacing } from './usePlacing'

/** From the cart to an order. While one is being placed there is nothing to fill in. */
export function CheckoutPage() {
  const placing = usePlacing()
  const { cart, isKnown, error, loading, refetch } = useCart({ fresh: true })
  const { progress, courier, underWay } = placing
  const problem = problemOf(error)
  const settled = progress.kind === 'settled' ? progress.result : null
  const isPlaced = settled !== null && settled.refusals.length === 0
  const hasItems = cart !== null && cart.items.length > 0
  return (
    <>
      <PageTitle title="Check out" />
      <PlacingNotice
        progress={progress}
        doing="Your order is being placed"
        question="whether the order was placed"
        onRetry={courier.retry}
      />
      {underWay && !settled && <UnderWay intention={underWay} />}
      {problem && !underWay && (
        <ProblemNotice
          problem={problem}
          title="Your cart did not load completely."
          onRetry={() => void refetch()}
        />
      )}
      {!isKnown && loading && !underWay && <Lines count={8} label="Loading your cart…" />}
      {hasItems && !underWay && !isPlaced && <CheckoutForm cart={cart} placing={placing} />}
      {isKnown && !hasItems && !problem && !underWay && !isPlaced && (
        <div className="empty">
          <p className="empty-title">There is nothing to order.</p>
          <p>
            <Link to="/">Look around</Link> or <Link to="/orders">see your orders</Link>.
          </p>
        </div>
      )}
    </>
  )
}
