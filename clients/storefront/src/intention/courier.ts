import { createStore, type Store } from '../app/store'
import { isSameWish, type Intention, type IntentionStore } from './intentionStore'
import { after, type Progress, type Verdict } from './progress'

/** Carries one intention to the graph until its outcome is known; never two tries at a time. */
export interface Courier<I, R> extends Pick<Store<Progress<R>>, 'current' | 'subscribe'> {
  /** Begins a wish; false when it goes on with another one that is not settled yet instead. */
  send(input: I): boolean
  /** Goes on with what a reload or a sign-in interrupted; nothing when all is settled. */
  resume(): void
  /** Tries again at once. */
  retry(): void
  /** Lets a settled outcome go, for the next wish. */
  reset(): void
  /** Stops asking; what is stored stays. */
  stop(): void
}

/** What a courier works with. */
export interface Route<I, R> {
  readonly name: string
  readonly store: IntentionStore
  readonly deliver: (intention: Intention<I>) => Promise<Verdict<R>>
}

/** A courier for the intentions called *name*. */
export function createCourier<I, R>({ name, store, deliver }: Route<I, R>): Courier<I, R> {
  const progress = createStore<Progress<R>>({ kind: 'idle' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let watched = true

  const conclude = (verdict: Verdict<R>, tries: number) => {
    if (verdict.kind === 'settled') store.settle(name)
    if (verdict.kind === 'inProgress' && verdict.orderId) store.became(name, verdict.orderId)
    const next = after(verdict, tries)
    progress.set(next)
    if (next.kind === 'waiting' && watched)
      timer = setTimeout(() => attempt(next.tries + 1), next.delayMs)
  }

  const attempt = (tries: number) => {
    clearTimeout(timer)
    const now = progress.current()
    const intention = store.find<I>(name)
    // A second click, a timer and the network's return may all call at once.
    if (now.kind === 'sending' || !intention) return
    const problem = now.kind === 'waiting' || now.kind === 'stuck' ? now.problem : null
    progress.set({ kind: 'sending', tries, problem })
    void deliver(intention).then((verdict) => conclude(verdict, tries))
  }

  return {
    current: progress.current,
    subscribe: progress.subscribe,
    send: (input) => {
      const isThisWish = isSameWish(store.begin(name, input), input)
      attempt(1)
      return isThisWish
    },
    resume: () => {
      watched = true
      if (progress.current().kind === 'idle' || progress.current().kind === 'signIn') attempt(1)
    },
    retry: () => attempt(1),
    reset: () => progress.set({ kind: 'idle' }),
    stop: () => {
      watched = false
      clearTimeout(timer)
    },
  }
}
