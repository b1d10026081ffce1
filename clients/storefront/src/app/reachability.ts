import { createStore } from './store'

/** Whether the shop can be reached, as far as we know. */
export type Reach = 'reachable' | 'unreachable' | 'offline'

const reach = createStore<Reach>(navigator.onLine ? 'reachable' : 'offline')

/** What is known from the browser and from requests that failed or were answered. */
export const reachability = {
  current: reach.current,
  subscribe: reach.subscribe,
  failed: () => reach.set(navigator.onLine ? 'unreachable' : 'offline'),
  answered: () => reach.set('reachable'),
}

window.addEventListener('offline', () => reach.set('offline'))
// A network is not yet a shop that answers, but the next request will tell.
window.addEventListener('online', () => reach.set('reachable'))
