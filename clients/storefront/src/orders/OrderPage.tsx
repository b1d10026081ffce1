import { useEffect, useRef } from 'react'
import { useParams } from 'react-router'
import { NotFoundPage } from '../app/NotFoundPage'
import { problemOf } from '../graph/problem'
import { announce } from '../ui/announcer'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { Lines } from '../ui/Skeleton'
import { CancelForm } from './CancelForm'
import { OrderHead } from './OrderHead'
import { OrderLines } from './OrderLines'
import { OrderMoney } from './OrderMoney'
import { PayAgainForm } from './PayAgainForm'
import { Parcel } from './Parcel'
import { STATUS_WORDS } from './statusWords'
import { Timeline } from './Timeline'
import { useOrder, type OrderView } from './useOrder'
import { useSettledPlacing } from './useSettledPlacing'

/** One order: what was bought, where it stands, and what can still be done with it. */
export function OrderPage() {
  const { id = '' } = useParams()
  const { data, error, loading, refetch } = useOrder(id)
  const problem = problemOf(error)
  const order = data?.order
  useSettledPlacing(order)
  useSpokenStatus(order)
  const refresh = () => void refetch()
  if (!order && !loading && !problem) return <NotFoundPage what="order" />
  return (
    <>
      <PageTitle title={order ? `Order ${order.number}` : 'Order'} />
      {problem && (
        <ProblemNotice
          problem={problem}
          title={order ? 'Some of this did not load.' : 'The order did not load.'}
          onRetry={refresh}
        />
      )}
      {!order && loading && <Lines count={10} label="Loading the order…" />}
      {order && <OrderBody order={order} partsMissing={problem !== null} onChange={refresh} />}
    </>
  )
}

function OrderBody(props: { order: OrderView; partsMissing: boolean; onChange: () => void }) {
  const { order, partsMissing, onChange } = props
  return (
    <>
      <OrderHead order={order} />
      <PayAgainForm order={order} onChange={onChange} />
      <div className="order">
        <div>
          <OrderLines order={order} partsMissing={partsMissing} />
          <Timeline order={order} />
        </div>
        <div className="order-side">
          <OrderMoney order={order} />
          <Parcel order={order} />
          <CancelForm order={order} onChange={onChange} />
        </div>
      </div>
    </>
  )
}

/** Reads a change of status out, not the first one. */
function useSpokenStatus(order: OrderView | null | undefined) {
  const before = useRef<string>(undefined)
  const status = order?.status
  useEffect(() => {
    if (status && before.current && before.current !== status)
      announce(`The order is now: ${STATUS_WORDS[status]}.`)
    before.current = status
  }, [status])
}
