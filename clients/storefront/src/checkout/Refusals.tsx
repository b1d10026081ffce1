import { useEffect, useRef } from 'react'
import type { WishPlacement } from './deliveries'
import { forTotal } from './orderWish'
import { PriceQuestion } from './PriceQuestion'
import { RefusalNotice } from './RefusalNotice'
import type { OrderWish } from './wish'

/** Why the last wish was refused; a changed total may be agreed to. */
export function Refusals(props: { settled: WishPlacement; onAgree: (wish: OrderWish) => void }) {
  const { refusals, wish } = props.settled
  const notices = useRef<HTMLDivElement>(null)
  // The button that was pressed went away while the order was sent, and the focus with it.
  useEffect(() => notices.current?.focus(), [])
  return (
    <div ref={notices} tabIndex={-1} className="quiet-focus">
      {refusals.map((refusal) => {
        if (refusal.__typename !== 'PriceChanged') {
          return <RefusalNotice key={refusal.code} refusal={refusal} />
        }
        const agree = () => props.onAgree(forTotal(wish, refusal.actual))
        return <PriceQuestion key={refusal.code} refusal={refusal} onAgree={agree} />
      })}
    </div>
  )
}
