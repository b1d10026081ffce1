import { createStore, useStore } from '../app/store'
import { readDraft, saveDraft } from './addressDraft'

const destination = createStore(readDraft().countryCode)

/** The country parcels go to, as last chosen anywhere in the shop. */
export function useDestination(): [string, (countryCode: string) => void] {
  const choose = (countryCode: string) => {
    saveDraft({ ...readDraft(), countryCode })
    destination.set(countryCode)
  }
  return [useStore(destination), choose]
}
