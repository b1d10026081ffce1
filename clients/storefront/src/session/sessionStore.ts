import { createStore, type Store } from '../app/store'

/** The right to act as a buyer, for as long as the token lives. */
export interface Session {
  readonly buyerId: string
  readonly name: string
  readonly email: string
  readonly accessToken: string
}

/** Who was signed in when the token ran out; offered again on the way back. */
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

/** A session store in *storage*; sessionStorage, so that a token ends with its tab. */
export function createSessionStore(storage: Storage): SessionStore {
  const store = createStore<Session | null>(read(storage))
  const forget = () => {
    storage.removeItem(KEY)
    store.set(null)
  }
  return {
    current: store.current,
    subscribe: store.subscribe,
    open: (session) => {
      storage.setItem(KEY, JSON.stringify(session))
      storage.removeItem(EXPIRED)
      store.set(session)
    },
    expire: () => {
      const session = store.current()
      if (session) storage.setItem(EXPIRED, session.email)
      forget()
    },
    close: () => {
      storage.removeItem(EXPIRED)
      forget()
    },
    expiredEmail: () => storage.getItem(EXPIRED),
  }
}

function read(storage: Storage): Session | null {
  const text = storage.getItem(KEY)
  if (!text) return null
  try {
    return JSON.parse(text) as Session
  } catch {
    return null
  }
}
