import { Link } from 'react-router'
import { Notice } from '../ui/Notice'
import type { Refusal } from './placementVerdict'
import { refusalWords } from './refusalWords'

/** Why the order was not placed, and the way out of it. */
export function RefusalNotice({ refusal }: { refusal: Refusal }) {
  const { title, advice } = refusalWords(refusal)
  return (
    <Notice tone="bad" title={title} live>
      <p>{advice}</p>
      <WayOut refusal={refusal} />
    </Notice>
  )
}

const TO_CART = new Set(['InsufficientStock', 'ProductUnavailable', 'EmptyCart', 'PriceChanged'])
const TO_ORDERS = new Set(['EmptyCart', 'IdempotencyKeyReused', 'OrderNotFound'])

function WayOut({ refusal }: { refusal: Refusal }) {
  const { __typename: type } = refusal
  return (
    <p className="ways-out">
      {TO_CART.has(type) && <Link to="/cart">Back to the cart</Link>}
      {TO_ORDERS.has(type) && <Link to="/orders">See your orders</Link>}
    </p>
  )
}
