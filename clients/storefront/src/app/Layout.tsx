import { Outlet, ScrollRestoration } from 'react-router'
import { useStore } from './store'
import { PendingPieceAdder } from '../cart/PendingPieceAdder'
import { announcements } from '../ui/announcer'
import { Header } from './Header'
import { OpenOrderBanner } from './OpenOrderBanner'
import { ReachBanner } from './ReachBanner'
import { useHealing } from './useHealing'

/** What every page stands in. */
export function Layout() {
  useHealing()
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <Header />
      <ReachBanner />
      <OpenOrderBanner />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <p>Holm &amp; Hearth. A demonstration shop: cards are test cards and nothing is sent.</p>
      </footer>
      <Announcer />
      <PendingPieceAdder />
      <ScrollRestoration />
    </>
  )
}

function Announcer() {
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {useStore(announcements)}
    </div>
  )
}
