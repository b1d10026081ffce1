import { useApolloClient } from '@apollo/client/react'
import { useEffect } from 'react'
import { PLACING } from '../checkout/wish'
import { ViewerCartDocument } from '../generated/graph'
import { useIntentions } from '../intention/useIntentions'
import type { OrderView } from './useOrder'

/** Lets the key of an order go that was still being placed, once its page shows how it ended. */
export function useSettledPlacing(order: OrderView | null | undefined): void {
  const store = useIntentions()
  const client = useApolloClient()
  const id = order?.id
  const isOpen = order?.status === 'PENDING'
  useEffect(() => {
    if (!id || isOpen || store.find(PLACING)?.orderId !== id) return
    store.settle(PLACING)
    void client.refetchQueries({ include: [ViewerCartDocument] })
  }, [id, isOpen, store, client])
}
