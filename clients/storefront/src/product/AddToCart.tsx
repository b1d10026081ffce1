import { useState } from 'react'
import { Link } from 'react-router'
import { useAddToCart, type AddOutcome } from '../cart/useAddToCart'
import type { ProductCardFragment } from '../generated/graph'
import { Notice } from '../ui/Notice'
import { ProblemNotice } from '../ui/ProblemNotice'
import { QuantityPicker } from '../ui/QuantityPicker'

/** Quantity and button; a guest signs in first, and the piece is added after it. */
export function AddToCart({ product }: { product: ProductCardFragment }) {
  const [quantity, setQuantity] = useState(1)
  const { add, adding, outcome } = useAddToCart()
  const isSoldOut = product.inventory?.level === 'OUT_OF_STOCK'
  const piece = { productId: product.id, name: product.name, quantity }
  return (
    <div className="buy">
      <div className="buy-row">
        <QuantityPicker label="Quantity" quantity={quantity} onChange={setQuantity} />
        <button
          type="button"
          className="button button-main"
          disabled={isSoldOut}
          aria-disabled={adding}
          onClick={() => void add(piece)}
        >
          {isSoldOut ? 'Sold out' : adding ? 'Adding…' : 'Add to cart'}
        </button>
      </div>
      {outcome && <Outcome outcome={outcome} onRetry={() => void add(piece)} />}
    </div>
  )
}

function Outcome({ outcome, onRetry }: { outcome: AddOutcome; onRetry: () => void }) {
  switch (outcome.kind) {
    case 'added':
      return (
        <Notice tone="good">
          <p>
            {outcome.words} <Link to="/cart">Go to the cart</Link>
          </p>
        </Notice>
      )
    case 'refused':
      return (
        <Notice tone="bad" live>
          <p>{outcome.words}</p>
        </Notice>
      )
    case 'failed':
      return (
        <ProblemNotice
          problem={outcome.problem}
          title="It may not be in your cart."
          onRetry={onRetry}
        >
          <p>
            <Link to="/cart">Look into the cart</Link> before you add it again.
          </p>
        </ProblemNotice>
      )
  }
}
