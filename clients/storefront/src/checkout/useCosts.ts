import { useQuery } from '@apollo/client/react'
import { ShippingSamplesDocument, type CartPartsFragment } from '../generated/graph'
import { plus, type MoneyValue } from '../money/money'
import { quoteFor, type Quote, type Sample } from './shippingQuote'

// The dearest pieces are also the most varied in weight.
const VARIABLES = { first: 100, sort: { field: 'PRICE', direction: 'DESC' } } as const

/** What this cart comes to in a country, as far as it can be known beforehand. */
export function useCosts(cart: CartPartsFragment, countryCode: string) {
  const variables = { ...VARIABLES, countryCode }
  const { data, error, loading } = useQuery(ShippingSamplesDocument, { variables })
  const samples = (data?.products?.edges ?? []).flatMap(({ node }): Sample[] => {
    const { weightGrams: grams, shippingEstimate: price } = node
    return grams !== null && price ? [{ grams, price }] : []
  })
  const quote = quoteFor(weightOf(cart), samples)
  return { quote, total: totalOf(cart.estimatedSubtotal, quote), error, loading }
}

/** The total a buyer agrees to by pressing the button; null while a part is not known. */
function totalOf(subtotal: MoneyValue | null, quote: Quote | null): MoneyValue | null {
  return subtotal && quote && plus(subtotal, quote.atMost ?? quote.atLeast)
}

function weightOf(cart: CartPartsFragment): number {
  return cart.items.reduce(
    (sum, { product, quantity }) => sum + (product?.weightGrams ?? 0) * quantity,
    0,
  )
}
