/** The products subgraph on Apollo Server. */
import { categoryById, inventoryById, productBySlug, productsById } from '../shop/products.mjs'
import { loader } from './loader.mjs'
import { serveSubgraph } from './serve.mjs'

const resolvers = {
  Query: { product: (_, { slug }) => productBySlug(slug) },
  Product: {
    __resolveReference: ({ id }, { productById }) => productById.load(id),
    category: ({ categoryId }) => categoryId && categoryById(categoryId),
    inventory: ({ id }, _, { inventoryByProduct }) => inventoryByProduct.load(id),
  },
  Category: { parent: ({ parentId }) => parentId && categoryById(parentId) },
}

await serveSubgraph('products', resolvers, () => ({
  productById: loader(productsById),
  inventoryByProduct: loader(inventoryById),
}))
