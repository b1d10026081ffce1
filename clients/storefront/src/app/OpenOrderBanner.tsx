import { Link, useLocation } from 'react-router'
import { PLACING } from '../checkout/wish'
import { useIntentions } from '../intention/useIntentions'

/** Leads back to an order whose outcome is open, from pages that do not show it. */
export function OpenOrderBanner() {
  const store = useIntentions()
  const { pathname } = useLocation()
  const isShown = pathname === '/checkout' || pathname.startsWith('/orders/')
  if (isShown || !store.find(PLACING)) return null
  return (
    <p className="reach-banner">
      An order of yours is still being placed. <Link to="/checkout">See how it stands</Link>
    </p>
  )
}
