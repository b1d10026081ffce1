// Longer than the router's own deadline of 10 s: its answer says more than our giving up.
const PATIENCE_MS = 15_000

/** `fetch` that fails like a lost network when no answer comes in time. */
export const timedFetch: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(PATIENCE_MS)
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline
  return fetch(input, { ...init, signal })
}
