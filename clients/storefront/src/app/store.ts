import { useSyncExternalStore } from 'react'

/** A value outside React that pages can watch. */
export interface Store<T> {
  current(): T
  set(value: T): void
  subscribe(listener: () => void): () => void
}

/** A store that begins with *initial*; equal values wake nobody. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    current: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      listeners.forEach((listener) => listener())
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The store's value; renders again when it changes. */
export function useStore<T>(store: Pick<Store<T>, 'current' | 'subscribe'>): T {
  return useSyncExternalStore(store.subscribe, store.current)
}
