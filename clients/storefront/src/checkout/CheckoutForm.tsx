import { useRef, useState, type SubmitEvent } from 'react'
import type { CartPartsFragment } from '../generated/graph'
import { announce } from '../ui/announcer'
import { AddressForm } from './AddressForm'
import { addressProblems, readDraft, saveDraft, type AddressDraft } from './addressDraft'
import { CardChoice } from './CardChoice'
import { TEST_CARDS } from './cards'
import { useDestination } from './destination'
import { orderWish } from './orderWish'
import { refusedFields } from './refusedFields'
import { Refusals } from './Refusals'
import { Review } from './Review'
import { useCosts } from './useCosts'
import type { usePlacing } from './usePlacing'
import type { OrderWish } from './wish'

type Props = { cart: CartPartsFragment; placing: ReturnType<typeof usePlacing> }

/** Address, card and review; kept in this browser while it is typed. */
export function CheckoutForm({ cart, placing: { progress, courier } }: Props) {
  const { draft, change } = useAddress()
  const settled = progress.kind === 'settled' ? progress.result : null
  const [token, setToken] = useState(settled?.wish.order.paymentMethodToken ?? TEST_CARDS[0]!.token)
  const [isTold, setTold] = useState(false)
  const costs = useCosts(cart, draft.countryCode)
  const form = useRef<HTMLFormElement>(null)
  const problems = { ...refusedFields(settled?.refusals), ...(isTold && addressProblems(draft)) }

  const place = (wish: OrderWish) => {
    if (!courier.send(wish)) announce('An earlier order is still being placed. It goes first.')
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTold(true)
    if (Object.keys(addressProblems(draft)).length > 0) return focusFirstProblem(form.current)
    if (costs.total) place(orderWish(cart, draft, token, costs.total))
  }
  return (
    <form ref={form} className="checkout" onSubmit={submit} noValidate>
      <div className="checkout-steps">
        {settled && <Refusals settled={settled} onAgree={place} />}
        <section aria-labelledby="address">
          <h2 id="address">Where to</h2>
          <AddressForm draft={draft} problems={problems} onChange={change} />
        </section>
        <section aria-labelledby="payment">
          <h2 id="payment">How to pay</h2>
          <CardChoice token={token} onChange={setToken} />
        </section>
      </div>
      <Review cart={cart} costs={costs} />
    </form>
  )
}

function useAddress() {
  const [typed, setTyped] = useState(readDraft)
  const [, setDestination] = useDestination()
  const change = (next: AddressDraft) => {
    saveDraft(next)
    setDestination(next.countryCode)
    setTyped(next)
  }
  return { draft: typed, change }
}

function focusFirstProblem(form: HTMLFormElement | null) {
  // After the render that marks them.
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
