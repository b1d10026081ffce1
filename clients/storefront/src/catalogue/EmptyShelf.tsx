import { Link, useLocation } from 'react-router'

/** What stands where no product meets all conditions. */
export function EmptyShelf() {
  const { pathname } = useLocation()
  return (
    <div className="empty" role="status">
      <p className="empty-title">Nothing here matches.</p>
      <p>Try a wider price range, or fewer tags.</p>
      <Link className="button button-quiet" to={pathname}>
        Clear all filters
      </Link>
    </div>
  )
}
