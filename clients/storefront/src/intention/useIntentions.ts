import { useMemo } from 'react'
import { browserKeep } from '../app/keep'
import { useSession } from '../session/SessionContext'
import { createIntentionStore, type IntentionStore } from './intentionStore'

/** The intentions of whoever is signed in. */
export function useIntentions(): IntentionStore {
  const buyerId = useSession()?.buyerId ?? 'guest'
  return useMemo(() => createIntentionStore(browserKeep, buyerId), [buyerId])
}
