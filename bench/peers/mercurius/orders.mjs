/** The orders subgraph on Mercurius. */
import { itemsByOrder, ordersOf } from '../shop/orders.mjs'
import { byId } from './loader.mjs'
import { serveSubgraph } from './serve.mjs'

const resolvers = {
  Query: { viewer: (_, __, { viewer }) => viewer && {} },
  Viewer: { orders: (_, { first }, { viewer }) => ordersOf(viewer, first) },
}

await serveSubgraph('orders', resolvers, { Order: { items: byId(itemsByOrder) } })
