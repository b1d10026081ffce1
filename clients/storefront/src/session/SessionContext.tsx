import { createContext, useContext } from 'react'
import { useStore } from '../app/store'
import type { Session, SessionStore } from './sessionStore'

const SessionContext = createContext<SessionStore | null>(null)

/** Gives the pages below the session store. */
export const SessionProvider = SessionContext.Provider

/** The session store of this page. */
export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext)
  if (!store) throw new Error('There is no SessionProvider above.')
  return store
}

/** The session of whoever is signed in; null for a guest. */
export function useSession(): Session | null {
  return useStore(useSessionStore())
}
