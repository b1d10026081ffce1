import { problemOf, type Problem } from '../graph/problem'

/** What one try told us. */
export type Verdict<R> =
  | { readonly kind: 'settled'; readonly result: R }
  | { readonly kind: 'inProgress'; readonly retryAfterMs: number; readonly orderId: string | null }
  | { readonly kind: 'unknown'; readonly problem: Problem }
  | { readonly kind: 'signIn' }

/** Where an intention stands. */
export type Progress<R> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly tries: number; readonly problem: Problem | null }
  | {
      readonly kind: 'waiting'
      readonly tries: number
      readonly delayMs: number
      /** Why we do not know; null while the graph itself says that it is still at work. */
      readonly problem: Problem | null
    }
  /** Automatic tries are used up: the person decides. */
  | { readonly kind: 'stuck'; readonly problem: Problem | null }
  | { readonly kind: 'signIn' }
  /** Nothing was sent: the browser did not keep the key, so a retry could have done it twice. */
  | { readonly kind: 'unkept' }
  | { readonly kind: 'settled'; readonly result: R }

/** Delays before each automatic try after a lost answer: half a minute in all. */
export const BACKOFF_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000]

/** How often we ask about an order that is still being placed before we leave it to its page. */
const IN_PROGRESS_TRIES = 8

/** Where it stands after its *tries*-th try gave *verdict*. */
export function after<R>(verdict: Verdict<R>, tries: number): Progress<R> {
  switch (verdict.kind) {
    case 'settled':
      return verdict
    case 'signIn':
      return verdict
    case 'inProgress':
      if (tries >= IN_PROGRESS_TRIES) return { kind: 'stuck', problem: null }
      return { kind: 'waiting', tries, delayMs: verdict.retryAfterMs, problem: null }
    case 'unknown': {
      const { problem } = verdict
      const delayMs = BACKOFF_MS[tries - 1]
      if (delayMs === undefined) return { kind: 'stuck', problem }
      return { kind: 'waiting', tries, delayMs: problem.retryAfterMs ?? delayMs, problem }
    }
  }
}

/** The verdict when no usable answer came: it may have happened. */
export function lost<R>(error: unknown): Verdict<R> {
  const unexplained = { code: 'INTERNAL', message: '', correlationId: null, retryAfterMs: null }
  return { kind: 'unknown', problem: problemOf(error) ?? unexplained }
}
