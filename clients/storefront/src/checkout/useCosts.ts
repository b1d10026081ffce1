import { useQuery } from '@apollo/client/react'
import { CheckoutCostsDocument } from '../generated/graph'
import { plus } from '../money/money'

/** What the viewer's cart comes to in a country, as the graph says now; null where it does not. */
export function useCosts(countryCode: string) {
  const { data, error, loading, refetch } = useQuery(CheckoutCostsDocument, {
    variables: { countryCode },
    fetchPolicy: 'network-only',
  })
  const subtotal = data?.viewer?.cart?.estimatedSubtotal ?? null
  const shipping = data?.viewer?.cart?.shippingEstimate ?? null
  const total = subtotal && shipping && plus(subtotal, shipping)
  return { subtotal, shipping, total, error, loading, refetch }
}
