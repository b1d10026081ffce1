import { useApolloClient } from '@apollo/client/react'
import { useEffect, useMemo } from 'react'
import { useNavigate } from 'react-router'
import { ViewerCartDocument } from '../generated/graph'
import { useCourier } from '../intention/useCourier'
import { useIntentions } from '../intention/useIntentions'
import { announce } from '../ui/announcer'
import { deliverOrder, type WishPlacement } from './deliveries'
import type { Placement } from './placementVerdict'
import { PLACING, type OrderWish } from './wish'

/** Places the order of this page, or goes on placing the one a reload interrupted. */
export function usePlacing() {
  const client = useApolloClient()
  const navigate = useNavigate()
  const store = useIntentions()
  const route = useMemo(
    () => ({ name: PLACING, store, deliver: deliverOrder(client) }),
    [store, client],
  )
  const [progress, courier] = useCourier<OrderWish, WishPlacement>(route)
  const underWay = store.find<OrderWish>(PLACING)
  const settled = progress.kind === 'settled' ? progress.result : null

  const openId = progress.kind === 'stuck' && !progress.problem ? underWay?.orderId : null

  useEffect(() => {
    // It takes long, but there is an order: its page follows it from here.
    if (openId) void navigate(`/orders/${openId}`, { replace: true })
  }, [openId, navigate])

  useEffect(() => {
    if (!settled) return
    // Emptied by the order, or at the prices that it was refused for.
    void client.refetchQueries({ include: [ViewerCartDocument] })
    const orderId = orderToShow(settled)
    if (!orderId) return
    announce(settled.refusals.length ? 'The card was declined.' : 'Your order is placed.')
    void navigate(`/orders/${orderId}`, { replace: true, state: { isNew: true } })
  }, [settled, client, navigate])

  return { progress, courier, underWay }
}

/** The order's own page shows what was placed, and lets a declined one be paid again. */
function orderToShow({ order, refusals }: Placement): string | null {
  const [refusal] = refusals
  if (!order) return null
  // The key answers for ever what it answered first; the order may have been paid since.
  if (!refusal || order.status !== 'REJECTED') return order.id
  const isPayable =
    refusal.__typename === 'PaymentDeclined' && order.allowedActions.includes('RETRY_PAYMENT')
  return isPayable ? order.id : null
}
