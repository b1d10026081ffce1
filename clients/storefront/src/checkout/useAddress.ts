import { useState } from 'react'
import { readDraft, saveDraft, type AddressDraft } from './addressDraft'
import { useDestination } from './destination'

/** The address being typed; its country is where the whole shop ships to from then on. */
export function useAddress() {
  const [draft, setDraft] = useState(readDraft)
  const [, setDestination] = useDestination()
  const change = (next: AddressDraft) => {
    saveDraft(next)
    setDestination(next.countryCode)
    setDraft(next)
  }
  return { draft, change }
}
