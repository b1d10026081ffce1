import type { Store } from '../app/store'
import type { Route } from './courier'
import { after, lost, type Progress, type Verdict } from './progress'

/** The tries to deliver one intention: one at a time, each planned by what the last one told. */
export interface Tries {
  /** Tries now, as the *count*-th time. */
  begin(count: number): void
  /** Plans none by itself while *isWatched* is false; one under way still ends. */
  watch(isWatched: boolean): void
}

/** Tries along *route* that write where they stand to *progress*. */
export function createTries<I, R>(route: Route<I, R>, progress: Store<Progress<R>>): Tries {
  const { name, store, deliver } = route
  let timer: ReturnType<typeof setTimeout> | undefined
  let watched = true

  const conclude = (verdict: Verdict<R>, count: number) => {
    if (verdict.kind === 'settled') store.settle(name)
    if (verdict.kind === 'inProgress' && verdict.orderId) store.became(name, verdict.orderId)
    const next = after(verdict, count)
    progress.set(next)
    if (next.kind !== 'waiting' || !watched) return
    timer = setTimeout(() => begin(next.tries + 1), next.delayMs)
  }

  const begin = (count: number) => {
    clearTimeout(timer)
    const now = progress.current()
    const intention = store.find<I>(name)
    // A second click, a timer and the network's return may all call at once.
    if (now.kind === 'sending' || !intention) return
    const problem = now.kind === 'waiting' || now.kind === 'stuck' ? now.problem : null
    progress.set({ kind: 'sending', tries: count, problem })
    void deliver(intention)
      .catch((error: unknown) => lost<R>(error))
      .then((verdict) => conclude(verdict, count))
  }

  const watch = (isWatched: boolean) => {
    watched = isWatched
    if (!watched) clearTimeout(timer)
  }
  return { begin, watch }
}
