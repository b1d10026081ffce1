import { Day } from '../ui/Day'
import { EVENT_WORDS } from './statusWords'
import type { OrderView } from './useOrder'

/** What happened to the order, oldest first. */
export function Timeline({ order }: { order: OrderView }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">What happened</h2>
      <ol className="timeline">
        {order.timeline.nodes.map((event) => (
          <li key={event.id}>
            <span>{EVENT_WORDS[event.type]}</span>
            <span className="fine-print">
              <Day at={event.occurredAt} exact />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
