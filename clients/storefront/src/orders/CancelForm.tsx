import { useApolloClient } from '@apollo/client/react'
import { useEffect, useMemo, useState, type SubmitEvent } from 'react'
import { deliverCancel, type CancelWish } from '../checkout/deliveries'
import { PlacingNotice } from '../checkout/PlacingNotice'
import { UnkeptNotice } from '../checkout/UnkeptNotice'
import { cancelling } from '../checkout/wish'
import { useCourier } from '../intention/useCourier'
import { useIntentions } from '../intention/useIntentions'
import { announce } from '../ui/announcer'
import { Notice } from '../ui/Notice'
import type { Cancelling } from './cancelVerdict'
import { BUYER_REASONS, CANCEL_WORDS } from './statusWords'
import type { OrderView } from './useOrder'

type Props = { order: OrderView; onChange: () => void }
type Reason = (typeof BUYER_REASONS)[number]

/** Cancels the order for a reason, as long as it may be. */
export function CancelForm({ order, onChange }: Props) {
  const [reason, setReason] = useState<Reason>('CHANGED_MIND')
  const { progress, courier, isUnderWay } = useCancelling(order.id, onChange)
  const refusal = progress.kind === 'settled' ? progress.result.refusal : null
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    courier.send({ orderId: order.id, reason })
  }
  return (
    <>
      <PlacingNotice
        progress={progress}
        doing="Your order is being cancelled"
        question="whether the order was cancelled"
        onRetry={courier.retry}
      />
      {refusal && (
        <Notice tone="bad" title="The order was not cancelled." live>
          <p>{refusal.message}</p>
        </Notice>
      )}
      {order.allowedActions.includes('CANCEL') && !isUnderWay && (
        <details className="cancel">
          <summary>Cancel this order</summary>
          <form className="form" onSubmit={submit}>
            <ReasonChoice reason={reason} onChange={setReason} />
            <UnkeptNotice progress={progress} />
            <button className="button button-grave">Cancel the order</button>
          </form>
        </details>
      )}
    </>
  )
}

function ReasonChoice(props: { reason: Reason; onChange: (reason: Reason) => void }) {
  const { reason, onChange } = props
  return (
    <label className="select">
      <span>Why?</span>
      <select value={reason} onChange={(event) => onChange(event.target.value as Reason)}>
        {BUYER_REASONS.map((name) => (
          <option key={name} value={name}>
            {CANCEL_WORDS[name]}
          </option>
        ))}
      </select>
    </label>
  )
}

function useCancelling(orderId: string, onChange: () => void) {
  const client = useApolloClient()
  const store = useIntentions()
  const name = cancelling(orderId)
  const route = useMemo(
    () => ({ name, store, deliver: deliverCancel(client) }),
    [name, store, client],
  )
  const [progress, courier] = useCourier<CancelWish, Cancelling>(route)
  const settled = progress.kind === 'settled' ? progress.result : null
  useEffect(() => {
    if (!settled) return
    if (!settled.refusal) announce('The order is cancelled.')
    onChange()
  }, [settled])
  return { progress, courier, isUnderWay: store.find(name) !== null }
}
