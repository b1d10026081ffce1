import { Link } from 'react-router'
import { problemOf } from '../graph/problem'
import { Notice } from '../ui/Notice'
import { countryName } from './countries'
import type { useCosts } from './useCosts'

type Props = { costs: ReturnType<typeof useCosts>; countryCode: string }

/** Why there is no total, and what helps; nobody orders for a total they cannot see. */
export function UnknownTotal({ costs, countryCode }: Props) {
  const problem = problemOf(costs.error)
  if (problem) {
    return (
      <Notice tone="warning" title="The total is not known right now." live>
        <p>{problem.message} You can order as soon as you can see the total. Your cart is safe.</p>
        <button type="button" className="button button-quiet" onClick={() => void costs.refetch()}>
          Try again
        </button>
      </Notice>
    )
  }
  if (costs.subtotal) {
    return (
      <Notice tone="warning" title={`We do not ship to ${countryName(countryCode)}.`} live>
        <p>Please choose another country.</p>
      </Notice>
    )
  }
  return (
    <Notice tone="warning" title="Something in your cart has no price any more." live>
      <p>
        Take it out <Link to="/cart">in the cart</Link> to order the rest.
      </p>
    </Notice>
  )
}
