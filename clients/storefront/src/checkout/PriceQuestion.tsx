import { formatMoney } from '../money/money'
import type { Refusal } from './placementVerdict'
import { RefusalNotice } from './RefusalNotice'

type PriceChanged = Extract<Refusal, { __typename: 'PriceChanged' }>

/** Shows both totals and asks whether to order for the new one. */
export function PriceQuestion(props: { refusal: PriceChanged; onAgree: () => void }) {
  return (
    <RefusalNotice refusal={props.refusal}>
      <button type="button" className="button button-main" onClick={props.onAgree}>
        Order for {formatMoney(props.refusal.actual)}
      </button>
    </RefusalNotice>
  )
}
