import { useQuery } from '@apollo/client/react'
import { Link } from 'react-router'
import { OrderHistoryDocument, type OrderSummaryFragment } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { Money } from '../money/Money'
import { Day } from '../ui/Day'
import { LoadMore } from '../ui/LoadMore'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { Lines } from '../ui/Skeleton'
import { useLoadMore } from '../ui/useLoadMore'
import { StatusBadge } from './StatusBadge'
import { REJECTION_WORDS } from './statusWords'

const PAGE = 10

/** What the viewer ordered, newest first. */
export function OrdersPage() {
  const { data, error, loading, refetch, fetchMore } = useQuery(OrderHistoryDocument, {
    variables: { first: PAGE },
    fetchPolicy: 'cache-and-network',
  })
  const orders = data?.viewer?.orders
  const after = orders?.pageInfo.endCursor
  const more = useLoadMore(orders?.edges.length ?? 0, () => fetchMore({ variables: { after } }))
  const problem = problemOf(error)
  return (
    <>
      <PageTitle title="Your orders" />
      {problem && (
        <ProblemNotice
          problem={problem}
          title="Your orders did not load."
          onRetry={() => void refetch()}
        />
      )}
      {!orders && loading && <Lines count={6} label="Loading your orders…" />}
      {orders?.edges.length === 0 && <NoOrders />}
      <ul className="orders" ref={more.list}>
        {orders?.edges.map(({ node }) => (
          <OrderRow key={node.id} order={node} />
        ))}
      </ul>
      {orders?.pageInfo.hasNextPage && <LoadMore label="Older orders" more={more} />}
    </>
  )
}

function OrderRow({ order }: { order: OrderSummaryFragment }) {
  const names = order.items.map(({ productName, quantity }) => `${quantity} × ${productName}`)
  return (
    <li className="order-row">
      <div>
        <h2>
          <Link to={`/orders/${order.id}`}>{order.number}</Link>
        </h2>
        <p className="fine-print">
          <Day at={order.createdAt} />
        </p>
      </div>
      <p className="order-row-names">{names.join(', ') || 'Not priced yet'}</p>
      <p className="order-row-total">{order.total && <Money value={order.total} />}</p>
      <StatusBadge status={order.status} />
      {order.rejection && (
        <p className="order-row-reason fine-print">
          {REJECTION_WORDS[order.rejection]} Nothing was charged.
        </p>
      )}
    </li>
  )
}

function NoOrders() {
  return (
    <div className="empty">
      <p className="empty-title">You have not ordered anything yet.</p>
      <Link className="button button-quiet" to="/">
        Look around
      </Link>
    </div>
  )
}
