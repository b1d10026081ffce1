import type { ReactNode } from 'react'
import type { Problem } from '../graph/problem'
import { Notice } from './Notice'

/** Says what did not load, why, and lets the person try again. */
export function ProblemNotice(props: {
  problem: Problem
  title: string
  onRetry?: () => void
  children?: ReactNode
}) {
  const { problem, title, onRetry, children } = props
  return (
    <Notice tone="warning" title={title} live>
      <p>{problem.message}</p>
      {children}
      <p className="fine-print">
        {problem.code}
        {problem.correlationId && ` · ${problem.correlationId}`}
      </p>
      {onRetry && (
        <button type="button" className="button button-quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </Notice>
  )
}
