import { useApolloClient } from '@apollo/client/react'
import { Link, NavLink, useLocation, useNavigate } from 'react-router'
import { piecesIn } from '../cart/cartCache'
import { useCart } from '../cart/useCart'
import { forgetDraft } from '../checkout/addressDraft'
import { useSession, useSessionStore } from '../session/SessionContext'
import { signInPath } from '../session/signInPath'
import { announce } from '../ui/announcer'

/** The shop's name, the cart and the account. The space between them is for the search to come. */
export function Header() {
  const session = useSession()
  return (
    <header className="header">
      <Link to="/" className="wordmark">
        Holm <span>&amp;</span> Hearth
      </Link>
      <div className="header-middle" />
      <nav aria-label="Yours" className="header-nav">
        {session ? <SignedIn name={session.name} /> : <Guest />}
        <CartLink />
      </nav>
    </header>
  )
}

function Guest() {
  const { pathname, search } = useLocation()
  const isSigningIn = pathname === '/sign-in' || pathname === '/register'
  return (
    <NavLink to={isSigningIn ? `/sign-in${search}` : signInPath(pathname + search)}>
      Sign in
    </NavLink>
  )
}

function SignedIn({ name }: { name: string }) {
  const client = useApolloClient()
  const store = useSessionStore()
  const navigate = useNavigate()
  const signOut = async () => {
    // First away from pages of one's own, or they would ask to sign in again.
    await navigate('/')
    store.close()
    forgetDraft()
    await client.clearStore()
    announce('You are signed out.')
  }
  return (
    <>
      <NavLink to="/account">{name}</NavLink>
      <NavLink to="/orders">Orders</NavLink>
      <button type="button" className="link" onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  )
}

function CartLink() {
  const pieces = piecesIn(useCart().cart)
  return (
    <NavLink to="/cart" className="cart-link">
      Cart
      {pieces > 0 && (
        <>
          <span className="cart-count" aria-hidden="true">
            {pieces}
          </span>
          <span className="visually-hidden">, {pieces} pieces</span>
        </>
      )}
    </NavLink>
  )
}
