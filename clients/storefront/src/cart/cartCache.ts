import type { ApolloCache } from '@apollo/client'
import { ViewerCartDocument, type CartPartsFragment } from '../generated/graph'

/** Makes *cart* the viewer's cart everywhere on the page. */
export function showCart(cache: ApolloCache, cart: CartPartsFragment): void {
  const data = { viewer: { __typename: 'Viewer' as const, cart } }
  cache.writeQuery({ query: ViewerCartDocument, data })
}

/** How many pieces are in a cart. */
export function piecesIn(cart: CartPartsFragment | null | undefined): number {
  return cart?.items.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0
}
