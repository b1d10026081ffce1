/** The products subgraph on Mercurius. */
import { categoryById, inventoryById, productBySlug, productsById } from '../shop/products.mjs'
import { byId } from './loader.mjs'
import { serveSubgraph } from './serve.mjs'

const resolvers = {
  Query: { product: (_, { slug }) => productBySlug(slug) },
  Product: { category: ({ categoryId }) => categoryId && categoryById(categoryId) },
  Category: { parent: ({ parentId }) => parentId && categoryById(parentId) },
}
const loaders = { Product: { __resolveReference: byId(productsById), inventory: byId(inventoryById) } }

await serveSubgraph('products', resolvers, loaders)
