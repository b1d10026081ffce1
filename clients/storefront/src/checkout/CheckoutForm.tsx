import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import type { CartPartsFragment } from '../generated/graph'
import { announce } from '../ui/announcer'
import { AddressForm } from './AddressForm'
import { addressProblems } from './addressDraft'
import { CardChoice } from './CardChoice'
import { TEST_CARDS } from './cards'
import { linesOf, orderWish } from './orderWish'
import { refusedFields } from './refusedFields'
import { Refusals } from './Refusals'
import { Review } from './Review'
import { toldTotal } from './toldTotal'
import { UnkeptNotice } from './UnkeptNotice'
import { UnknownTotal } from './UnknownTotal'
import { useAddress } from './useAddress'
import { useCosts } from './useCosts'
import type { usePlacing } from './usePlacing'

type Props = { cart: CartPartsFragment; placing: ReturnType<typeof usePlacing> }

/** Address, card and review; kept in this browser while it is typed. */
export function CheckoutForm({ cart, placing: { progress, courier } }: Props) {
  const { draft, change } = useAddress()
  const settled = progress.kind === 'settled' ? progress.result : null
  const [token, setToken] = useState(settled?.wish.order.paymentMethodToken ?? TEST_CARDS[0]!.token)
  const [isTold, setTold] = useState(false)
  const form = useFormWithRefusals()
  const costs = useCosts(draft.countryCode)
  const changed = toldTotal(settled, linesOf(cart), draft.countryCode)
  const total = changed?.actual ?? costs.total
  const problems = { ...refusedFields(settled?.refusals), ...(isTold && addressProblems(draft)) }

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTold(true)
    if (Object.keys(addressProblems(draft)).length > 0) return focusFirstProblem(form.current)
    if (total && courier.send(orderWish(cart, draft, token, total)) === 'earlier')
      announce('An earlier order is still being placed. It goes first.')
  }
  const others = settled?.refusals.filter(({ __typename: type }) => type !== 'PriceChanged') ?? []
  return (
    <form ref={form} className="checkout" onSubmit={submit} noValidate>
      <div className="checkout-steps">
        <Refusals refusals={others} />
        <section aria-labelledby="address">
          <h2 id="address">Where to</h2>
          <AddressForm draft={draft} problems={problems} onChange={change} />
        </section>
        <section aria-labelledby="payment">
          <h2 id="payment">How to pay</h2>
          <CardChoice token={token} onChange={setToken} />
        </section>
      </div>
      <Review
        cart={cart}
        costs={costs}
        total={total}
        doing={changed ? 'Order for' : 'Place order ·'}
      >
        <Refusals refusals={changed ? [changed] : []} />
        <UnkeptNotice progress={progress} />
        {!total && !costs.loading && <UnknownTotal costs={costs} countryCode={draft.countryCode} />}
      </Review>
    </form>
  )
}

/** The form; when it comes back with refusals, they have the focus that its button had. */
function useFormWithRefusals() {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('.refusals')?.focus(), [])
  return form
}

function focusFirstProblem(form: HTMLFormElement | null) {
  // After the render that marks them.
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
