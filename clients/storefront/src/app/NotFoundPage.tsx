import { Link } from 'react-router'
import { PageTitle } from '../ui/PageTitle'

/** Says that what the address names is not here, or is somebody else's. */
export function NotFoundPage({ what = 'page' }: { what?: 'page' | 'product' | 'shelf' | 'order' }) {
  return (
    <div className="empty">
      <PageTitle title={`There is no such ${what}.`} />
      <p>
        {what === 'order'
          ? 'It may belong to another account.'
          : 'It may have moved, or never was.'}
      </p>
      <Link className="button button-quiet" to={what === 'order' ? '/orders' : '/'}>
        {what === 'order' ? 'See your orders' : 'Look around'}
      </Link>
    </div>
  )
}
