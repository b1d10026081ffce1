import { createStore, type Store } from '../app/store'
import { isSameWish, type Intention, type IntentionStore } from './intentionStore'
import type { Progress, Verdict } from './progress'
import { createTries } from './tries'

/** Which wish went out: this one, an earlier one that is not settled yet, or none at all. */
export type Sent = 'this' | 'earlier' | 'none'

/** Carries one intention to the graph until its outcome is known; never two tries at a time. */
export interface Courier<I, R> extends Pick<Store<Progress<R>>, 'current' | 'subscribe'> {
  /** Begins a wish; an unsettled one goes first, and one whose key is not kept is not sent. */
  send(input: I): Sent
  /** Goes on with what a reload or a sign-in interrupted; nothing when all is settled. */
  resume(): void
  /** Tries again at once. */
  retry(): void
  /** Stops asking; what is stored stays. */
  stop(): void
}

/** What a courier works with. */
export interface Route<I, R> {
  readonly name: string
  readonly store: IntentionStore
  readonly deliver: (intention: Intention<I>) => Promise<Verdict<R>>
}

/** A courier for the intentions that *route* names. */
export function createCourier<I, R>(route: Route<I, R>): Courier<I, R> {
  const progress = createStore<Progress<R>>({ kind: 'idle' })
  const tries = createTries(route, progress)
  return {
    current: progress.current,
    subscribe: progress.subscribe,
    send: (input) => {
      const intention = route.store.begin(route.name, input)
      if (!intention) {
        progress.set({ kind: 'unkept' })
        return 'none'
      }
      tries.begin(1)
      return isSameWish(intention, input) ? 'this' : 'earlier'
    },
    resume: () => {
      tries.watch(true)
      if (progress.current().kind === 'idle' || progress.current().kind === 'signIn') tries.begin(1)
    },
    retry: () => tries.begin(1),
    stop: () => tries.watch(false),
  }
}
