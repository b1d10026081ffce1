import type { WishPlacement } from './deliveries'
import { forTotal } from './orderWish'
import { PriceQuestion } from './PriceQuestion'
import { RefusalNotice } from './RefusalNotice'
import type { OrderWish } from './wish'

/** Why the last wish was refused; a changed total may be agreed to. */
export function Refusals(props: { settled: WishPlacement; onAgree: (wish: OrderWish) => void }) {
  const { refusals, wish } = props.settled
  return refusals.map((refusal) => {
    if (refusal.__typename !== 'PriceChanged') {
      return <RefusalNotice key={refusal.code} refusal={refusal} />
    }
    const agreed = forTotal(wish, refusal.actual)
    return (
      <PriceQuestion key={refusal.code} refusal={refusal} onAgree={() => props.onAgree(agreed)} />
    )
  })
}
