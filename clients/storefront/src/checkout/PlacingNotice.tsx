import type { Progress } from '../intention/progress'
import { Notice } from '../ui/Notice'

/** Where an order, a payment or a cancellation stands while its outcome is open. */
export function PlacingNotice<R>(props: {
  progress: Progress<R>
  /** What is being done, as in "Your order is being placed". */
  doing: string
  /** What we cannot tell, as in "whether the order was placed". */
  question: string
  onRetry: () => void
}) {
  const { progress, doing, question, onRetry } = props
  if (progress.kind !== 'sending' && progress.kind !== 'waiting' && progress.kind !== 'stuck')
    return null
  const isLost = progress.kind === 'stuck' || progress.problem !== null
  if (!isLost) {
    return (
      <Notice title={`${doing}…`} live>
        <p>This takes a few seconds. You can leave this page; nothing is done twice.</p>
        <span className="busy-bar" aria-hidden="true" />
      </Notice>
    )
  }
  const problem = progress.problem
  return (
    <Notice tone="warning" title={`We do not know yet ${question}.`} live>
      <p>Trying again is safe: it cannot happen twice.</p>
      {problem?.message && <p>{problem.message}</p>}
      <p>{progress.kind === 'stuck' ? 'We stopped trying by ourselves.' : 'We keep trying…'}</p>
      {problem?.correlationId && <p className="fine-print">{problem.correlationId}</p>}
      <button
        type="button"
        className="button button-main"
        aria-disabled={progress.kind === 'sending'}
        onClick={onRetry}
      >
        Try again now
      </button>
    </Notice>
  )
}
