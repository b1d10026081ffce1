import type { Keep } from '../app/keep'
import { canonical } from './canonical'

/**
 * Something a person wants done exactly once. It is stored before it is first sent and stays
 * until the graph has said how it ended, so that no reload, retry or sign-in can do it twice.
 */
export interface Intention<I> {
  readonly key: string
  /** What is wanted, to compare: the same wish keeps its key. */
  readonly fingerprint: string
  readonly input: I
  readonly madeAt: string
  /** The order it concerns, once the graph named one. */
  readonly orderId: string | null
}

/** The intentions of one buyer in this browser. */
export interface IntentionStore {
  /** The unsettled intention of that name; null when there is none. */
  find<I>(name: string): Intention<I> | null
  /**
   * Stores a new intention, or returns the one that is not settled yet, whatever was asked.
   * Null when the browser did not keep it: then it must not be sent.
   */
  begin<I>(name: string, input: I): Intention<I> | null
  /** Remembers which order an unsettled intention became. */
  became(name: string, orderId: string): void
  /** Throws it away: the outcome is known for good. */
  settle(name: string): void
}

/** The intentions of *buyerId*, kept in *keep*; another buyer's are never touched. */
export function createIntentionStore(keep: Keep, buyerId: string): IntentionStore {
  const place = (name: string) => `storefront.intention.${buyerId}.${name}`
  const find = <I>(name: string): Intention<I> | null => parse<I>(keep.read(place(name)))
  const write = <I>(name: string, intention: Intention<I>) => {
    keep.write(place(name), JSON.stringify(intention))
    // Only what can be read again outlives a reload.
    return find<I>(name)
  }
  return {
    find,
    begin: <I>(name: string, input: I) => find<I>(name) ?? write(name, intend(input)),
    became: (name, orderId) => {
      const known = find(name)
      if (known && known.orderId !== orderId) write(name, { ...known, orderId })
    },
    settle: (name) => keep.remove(place(name)),
  }
}

/** Whether *intention* is the wish that *input* says. */
export function isSameWish<I>(intention: Intention<I>, input: I): boolean {
  return intention.fingerprint === canonical(input)
}

function intend<I>(input: I): Intention<I> {
  return {
    key: newKey(),
    fingerprint: canonical(input),
    input,
    madeAt: new Date().toISOString(),
    orderId: null,
  }
}

/** A new idempotency key: 128 random bits, also where `crypto.randomUUID` is not offered. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function parse<I>(text: string | null): Intention<I> | null {
  if (!text) return null
  try {
    return JSON.parse(text) as Intention<I>
  } catch {
    return null
  }
}
