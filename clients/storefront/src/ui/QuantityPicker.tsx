import { useId } from 'react'

// The graph takes 1 to 100 pieces of a product.
const MOST = 100

/** How many pieces: two buttons and a field that takes numbers. */
export function QuantityPicker(props: {
  label: string
  quantity: number
  onChange: (quantity: number) => void
}) {
  const { label, quantity, onChange } = props
  const id = useId()
  const change = (next: number) => {
    if (Number.isInteger(next) && next >= 1 && next <= MOST) onChange(next)
  }
  return (
    <div className="quantity" role="group" aria-labelledby={id}>
      <span id={id} className="visually-hidden">
        {label}
      </span>
      {/* Not `disabled`: a button that goes grey under the finger must not lose the focus. */}
      <button
        type="button"
        aria-label="One less"
        aria-disabled={quantity <= 1}
        onClick={() => change(quantity - 1)}
      >
        −
      </button>
      <input
        inputMode="numeric"
        aria-labelledby={id}
        value={quantity}
        onChange={(event) => change(Number(event.target.value))}
      />
      <button
        type="button"
        aria-label="One more"
        aria-disabled={quantity >= MOST}
        onClick={() => change(quantity + 1)}
      >
        +
      </button>
    </div>
  )
}
