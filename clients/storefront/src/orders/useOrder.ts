import { useQuery } from '@apollo/client/react'
import { useEffect } from 'react'
import { OrderPageDocument, type OrderPageQuery, type OrderStatus } from '../generated/graph'

/** An order as its page shows it. */
export type OrderView = NonNullable<OrderPageQuery['order']>

// The most steps an order of ours takes is about a dozen.
const EVENTS = 50

const POLL_MS: Readonly<Record<OrderStatus, number>> = {
  // Settled within seconds.
  PENDING: 2_000,
  CONFIRMED: 15_000,
  SHIPPED: 30_000,
  // Completed two weeks later; nobody waits for that with the page open.
  DELIVERED: 0,
  COMPLETED: 0,
  CANCELLED: 0,
  REJECTED: 0,
}

/** An order, refreshed while it can still change and somebody looks. */
export function useOrder(id: string) {
  const result = useQuery(OrderPageDocument, {
    variables: { id, events: EVENTS },
    fetchPolicy: 'cache-and-network',
    skipPollAttempt: () => document.hidden || !navigator.onLine,
    notifyOnNetworkStatusChange: false,
  })
  const status = result.data?.order?.status
  usePolling(result, status ? POLL_MS[status] : 0)
  return result
}

type Poll = { startPolling: (everyMs: number) => void; stopPolling: () => void }

function usePolling({ startPolling, stopPolling }: Poll, everyMs: number) {
  useEffect(() => {
    if (everyMs === 0) return
    startPolling(everyMs)
    return stopPolling
  }, [everyMs, startPolling, stopPolling])
}
