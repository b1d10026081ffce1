/** Orders and their items, as the orders database keeps them. */
import { fromUUID, toUUID } from 'typeid-js'
import { connect } from './postgres.mjs'

const pool = connect(process.env.ORDERS_DATABASE_URL)
const NEWEST = {
  name: 'newest-orders',
  text: `select id, number, state, created_at, currency, total from orders
         where buyer_id = $1 order by id desc limit $2`,
}
const ITEMS = {
  name: 'items-by-order',
  text: `select order_id, product_id, name, quantity, unit_price, currency from order_items
         where order_id = any($1::uuid[]) order by order_id, position`,
}
/** States people know by another name; the rest are called as they are stored. */
const STATUS = {
  CREATED: 'PENDING',
  RESERVED: 'PENDING',
  AUTHORIZED: 'PENDING',
  COMPENSATING: 'PENDING',
  CANCELLING: 'CONFIRMED',
  SHIPPING: 'CONFIRMED',
  SHIPPED_REFUNDING: 'SHIPPED',
  DELIVERED_REFUNDING: 'DELIVERED',
  COMPLETED_REFUNDING: 'COMPLETED',
}

/** The first page of what somebody ordered, newest first; one more is read to know whether it goes on. */
export async function ordersOf(buyer, first) {
  const { rows } = await pool.query({ ...NEWEST, values: [toUUID(buyer), first + 1] })
  const nodes = rows.slice(0, first).map(toOrder)
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: nodes.length ? nodes.at(-1).cursor() : null } }
}

/** The items of many orders in one statement, by order id; an order without any is absent. */
export async function itemsByOrder(ids) {
  const { rows } = await pool.query({ ...ITEMS, values: [ids.map(toUUID)] })
  const found = new Map(ids.map((id) => [id, []]))
  for (const row of rows) found.get(fromUUID(row.order_id, 'ord')).push(toItem(row))
  return found
}

function toOrder(row) {
  const id = fromUUID(row.id, 'ord')
  return {
    id,
    number: `SO-${row.number}`,
    status: STATUS[row.state] ?? row.state,
    createdAt: row.created_at.replace('+00:00', 'Z'),
    total: row.total === null ? null : { amount: row.total, currency: row.currency },
    cursor: () => cursor('orders:PLACED_AT:DESC', row.created_at, id),
  }
}

function toItem(row) {
  return {
    quantity: row.quantity,
    productName: row.name,
    unitPrice: { amount: row.unit_price, currency: row.currency },
    product: { id: fromUUID(row.product_id, 'prd') },
  }
}

/** An opaque position in a list, as our own subgraph spells it. */
function cursor(kind, ...position) {
  return Buffer.from(JSON.stringify([1, kind, ...position])).toString('base64url')
}
