import { useEffect, useRef } from 'react'
import { formatMoney } from '../money/money'
import type { Refusal } from './placementVerdict'
import { RefusalNotice } from './RefusalNotice'

type PriceChanged = Extract<Refusal, { __typename: 'PriceChanged' }>

/** Shows both totals and asks whether to order for the new one. */
export function PriceQuestion({
  refusal,
  onAgree,
}: {
  refusal: PriceChanged
  onAgree: () => void
}) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  return (
    <RefusalNotice refusal={refusal}>
      <button ref={button} type="button" className="button button-main" onClick={onAgree}>
        Order for {formatMoney(refusal.actual)}
      </button>
    </RefusalNotice>
  )
}
