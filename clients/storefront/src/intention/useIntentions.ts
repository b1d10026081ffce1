import { useMemo } from 'react'
import { useSession } from '../session/SessionContext'
import { createIntentionStore, type IntentionStore } from './intentionStore'

/** The intentions of whoever is signed in. */
export function useIntentions(): IntentionStore {
  const buyerId = useSession()?.buyerId ?? 'guest'
  return useMemo(() => createIntentionStore(localStorage, buyerId), [buyerId])
}
