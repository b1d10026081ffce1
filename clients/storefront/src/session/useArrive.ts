import { useApolloClient } from '@apollo/client/react'
import { useNavigate, useSearchParams } from 'react-router'
import { announce } from '../ui/announcer'
import { nextPath } from './signInPath'
import { useSessionStore } from './SessionContext'

/** A session as login and registration hand it out. */
interface Arrival {
  readonly user: { readonly id: string; readonly displayName: string } | null
  readonly session: { readonly accessToken: string } | null
}

/** Opens the session and goes on to where the person wanted to be; false when there is none. */
export function useArrive() {
  const client = useApolloClient()
  const store = useSessionStore()
  const navigate = useNavigate()
  const [params] = useSearchParams()

  return async (email: string, { user, session }: Arrival): Promise<boolean> => {
    if (!session) return false
    // What was loaded as a guest, or as somebody else, is not this viewer's.
    await client.clearStore()
    store.open({
      buyerId: user?.id ?? email.toLowerCase(),
      name: user?.displayName ?? email,
      email,
      accessToken: session.accessToken,
    })
    announce(`Signed in as ${user?.displayName ?? email}.`)
    void navigate(nextPath(params), { replace: true })
    return true
  }
}
