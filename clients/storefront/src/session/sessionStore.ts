import type { Keep } from '../app/keep'
import { createStore, type Store } from '../app/store'

/** The right to act as a buyer, for as long as the token lives. */
export interface Session {
  readonly buyerId: string
  readonly name: string
  readonly email: string
  readonly accessToken: string
}

/** Whether somebody is signed in, for as long as this tab lives. */
export interface SessionStore extends Pick<Store<Session | null>, 'current' | 'subscribe'> {
  open(session: Session): void
  /** The token is no longer accepted; the person may come back. */
  expire(): void
  /** The person leaves; nothing about them is kept. */
  close(): void
  /** The e-mail of the session that expired; null after signing out. */
  expiredEmail(): string | null
}

const KEY = 'storefront.session'
const EXPIRED = 'storefront.session.expired'

/** A session store in *keep*: the tab's, so that a token ends with it. */
export function createSessionStore(keep: Keep): SessionStore {
  const store = createStore<Session | null>(read(keep))
  const forget = () => {
    keep.remove(KEY)
    store.set(null)
  }
  return {
    current: store.current,
    subscribe: store.subscribe,
    open: (session) => {
      keep.write(KEY, JSON.stringify(session))
      keep.remove(EXPIRED)
      store.set(session)
    },
    expire: () => {
      const session = store.current()
      if (session) keep.write(EXPIRED, session.email)
      forget()
    },
    close: () => {
      keep.remove(EXPIRED)
      forget()
    },
    expiredEmail: () => keep.read(EXPIRED),
  }
}

function read(keep: Keep): Session | null {
  const text = keep.read(KEY)
  if (!text) return null
  try {
    return JSON.parse(text) as Session
  } catch {
    return null
  }
}
