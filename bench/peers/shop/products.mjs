/** The catalogue and its stock, as MongoDB keeps them. */
import { MongoClient } from 'mongodb'

const database = new MongoClient(process.env.CATALOGUE_MONGO_URL, { maxPoolSize: 20 }).db()
const products = database.collection('products')
const categories = database.collection('categories')
const stock = database.collection('stock')
const LOW = 5
const TREE_MS = 5000

let tree = { readAt: -Infinity, byId: Promise.resolve(new Map()) }

/** Many products in one command, by id; unknown ids are absent. */
export async function productsById(ids) {
  const found = await products.find({ _id: { $in: ids } }).toArray()
  return new Map(found.map((document) => [document._id, toProduct(document)]))
}

/** The product with this slug; null when there is none. */
export async function productBySlug(slug) {
  const found = await products.findOne({ slug })
  return found && toProduct(found)
}

/** How much there is of many products, in one command; unknown ids are absent. */
export async function inventoryById(ids) {
  const found = await stock.find({ _id: { $in: ids } }, { projection: { available: 1 } }).toArray()
  return new Map(found.map(({ _id, available }) => [_id, { level: level(available) }]))
}

/** A category; the whole tree is read at most every five seconds, as our own subgraph does. */
export async function categoryById(id) {
  if (performance.now() - tree.readAt > TREE_MS) {
    tree = { readAt: performance.now(), byId: readTree() }
  }
  return (await tree.byId).get(id) ?? null
}

async function readTree() {
  const found = await categories.find().toArray()
  return new Map(found.map((each) => [each._id, { slug: each.slug, name: each.name, parentId: each.parent_id }]))
}

function toProduct(document) {
  return {
    id: document._id,
    slug: document.slug,
    name: document.name,
    description: document.description,
    price: { amount: document.price.toString(), currency: document.currency },
    weightGrams: document.weight_grams,
    tags: document.tags,
    attributes: document.attributes,
    categoryId: document.category_id,
  }
}

function level(available) {
  if (available === 0) return 'OUT_OF_STOCK'
  return available <= LOW ? 'LOW' : 'IN_STOCK'
}
