import type { OrderStatus } from '../generated/graph'
import { STATUS_WORDS } from './statusWords'

/** Where an order stands, as a small label. */
export function StatusBadge({ status }: { status: OrderStatus }) {
  return <span className={`badge badge-${status.toLowerCase()}`}>{STATUS_WORDS[status]}</span>
}
