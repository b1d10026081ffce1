import { useApolloClient } from '@apollo/client/react'
import { useEffect, useMemo, useState, type SubmitEvent } from 'react'
import { CardChoice } from '../checkout/CardChoice'
import { TEST_CARDS } from '../checkout/cards'
import { deliverPayment, type PaymentWish } from '../checkout/deliveries'
import type { Placement } from '../checkout/placementVerdict'
import { PlacingNotice } from '../checkout/PlacingNotice'
import { RefusalNotice } from '../checkout/RefusalNotice'
import { UnkeptNotice } from '../checkout/UnkeptNotice'
import { paying } from '../checkout/wish'
import { ViewerCartDocument } from '../generated/graph'
import { useCourier } from '../intention/useCourier'
import { useIntentions } from '../intention/useIntentions'
import { announce } from '../ui/announcer'
import type { OrderView } from './useOrder'

type Props = { order: OrderView; onChange: () => void }

/** Pays a declined order with another card, under a key of its own. */
export function PayAgainForm({ order, onChange }: Props) {
  const [token, setToken] = useState(TEST_CARDS[0]!.token)
  const { progress, courier, isUnderWay } = usePayingAgain(order.id, onChange)
  const refusal = progress.kind === 'settled' ? progress.result.refusals[0] : undefined
  const isOffered = order.allowedActions.includes('RETRY_PAYMENT')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    courier.send({ orderId: order.id, paymentMethodToken: token })
  }
  return (
    <>
      <PlacingNotice
        progress={progress}
        doing="Your payment is being made"
        question="whether the payment was made"
        onRetry={courier.retry}
      />
      {refusal && <RefusalNotice refusal={refusal} />}
      {isOffered && !isUnderWay && (
        <form className="pay-again summary" onSubmit={submit} aria-labelledby="pay-again">
          <h2 id="pay-again">Pay with another card</h2>
          <p>At today's prices, to the same address.</p>
          <CardChoice token={token} onChange={setToken} />
          <UnkeptNotice progress={progress} />
          <button className="button button-main">Pay and order</button>
        </form>
      )}
    </>
  )
}

function usePayingAgain(orderId: string, onChange: () => void) {
  const client = useApolloClient()
  const store = useIntentions()
  const name = paying(orderId)
  const route = useMemo(
    () => ({ name, store, deliver: deliverPayment(client) }),
    [name, store, client],
  )
  const [progress, courier] = useCourier<PaymentWish, Placement>(route)
  const settled = progress.kind === 'settled' ? progress.result : null
  useEffect(() => {
    if (!settled) return
    if (settled.refusals.length === 0) announce('The payment was accepted. Your order is placed.')
    void client.refetchQueries({ include: [ViewerCartDocument] })
    onChange()
  }, [settled])
  return { progress, courier, isUnderWay: store.find(name) !== null }
}
