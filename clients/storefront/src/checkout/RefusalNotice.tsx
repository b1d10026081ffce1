import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Money } from '../money/Money'
import { Notice } from '../ui/Notice'
import type { Refusal } from './placementVerdict'
import { refusalWords } from './refusalWords'

/** Why the order was not placed, and the way out of it. */
export function RefusalNotice({ refusal, children }: { refusal: Refusal; children?: ReactNode }) {
  const { title, advice } = refusalWords(refusal)
  return (
    <Notice tone="bad" title={title} live>
      {refusal.__typename === 'PriceChanged' && (
        <p>
          You saw <Money value={refusal.expected} />; it is now{' '}
          <strong>
            <Money value={refusal.actual} />
          </strong>
          .
        </p>
      )}
      <p>{advice}</p>
      {children}
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
