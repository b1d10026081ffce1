/** The orders subgraph on Apollo Server. */
import { itemsByOrder, ordersOf } from '../shop/orders.mjs'
import { loader } from './loader.mjs'
import { serveSubgraph } from './serve.mjs'

const resolvers = {
  Query: { viewer: (_, __, { viewer }) => viewer && {} },
  Viewer: { orders: (_, { first }, { viewer }) => ordersOf(viewer, first) },
  Order: { items: ({ id }, _, { itemsOfOrder }) => itemsOfOrder.load(id) },
}

await serveSubgraph('orders', resolvers, () => ({ itemsOfOrder: loader(itemsByOrder) }))
