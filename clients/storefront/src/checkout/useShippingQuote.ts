import { useQuery } from '@apollo/client/react'
import { ShippingSamplesDocument, type CartPartsFragment } from '../generated/graph'
import { quoteFor, type Quote, type Sample } from './shippingQuote'

// The dearest pieces are also the most varied in weight.
const VARIABLES = { first: 100, sort: { field: 'PRICE', direction: 'DESC' } } as const

/** What carrying this cart costs to a country, as far as it can be known beforehand. */
export function useShippingQuote(cart: CartPartsFragment | null, countryCode: string) {
  const variables = { ...VARIABLES, countryCode }
  const { data, error, loading } = useQuery(ShippingSamplesDocument, { variables, skip: !cart })
  const samples = (data?.products?.edges ?? []).flatMap(({ node }): Sample[] => {
    const { weightGrams: grams, shippingEstimate: price } = node
    return grams !== null && price ? [{ grams, price }] : []
  })
  const quote: Quote | null = cart && quoteFor(weightOf(cart), samples)
  return { quote, error, loading }
}

function weightOf(cart: CartPartsFragment): number {
  return cart.items.reduce(
    (sum, { product, quantity }) => sum + (product?.weightGrams ?? 0) * quantity,
    0,
  )
}
