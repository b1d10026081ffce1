import { Notice } from '../ui/Notice'
import { PageTitle } from '../ui/PageTitle'

/** What stands where a page broke; the rest of the shop goes on. */
export function CrashPage() {
  return (
    <>
      <PageTitle title="This page broke" />
      <Notice tone="bad" live>
        <p>That is our fault. An order you were placing is kept and goes on after a reload.</p>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => window.location.reload()}
        >
          Reload
        </button>
      </Notice>
    </>
  )
}
