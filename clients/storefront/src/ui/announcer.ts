import { createStore } from '../app/store'

const said = createStore('')

/** What was last said to people who listen to the page. */
export const announcements = { current: said.current, subscribe: said.subscribe }

/** Has a screen reader say *message* when it next falls silent. */
export function announce(message: string): void {
  // The same words twice are said twice only if the region changes in between.
  said.set(said.current() === message ? `${message}\u00a0` : message)
}
