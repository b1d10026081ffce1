/** What goes back to the client when a request is refused, and the small log. */

/** A request answered without running it; `data: null` is sent where Apollo Router sends it. */
export class Refusal extends Error {
  constructor(status, errors, body = {}, headers = {}) {
    super('refused')
    this.status = status
    this.body = { ...body, errors }
    this.headers = headers
  }
}

/** A refusal with one error. */
export function refuse(status, code, message, body, headers) {
  return new Refusal(status, [{ message, extensions: { code } }], body, headers)
}

/** One JSON line on stdout; callers pass no header, variable or query. */
export function log(level, message, fields = {}) {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...fields })}\n`)
}

/** A map that forgets its oldest entries beyond a limit, so clients cannot fill the memory. */
export class Bounded {
  #entries = new Map()

  constructor(limit) {
    this.limit = limit
  }

  /** The value kept under a key, or undefined. */
  get(key) {
    return this.#entries.get(key)
  }

  /** Keeps a value and forgets the oldest one when there are too many. */
  set(key, value) {
    this.#entries.set(key, value)
    if (this.#entries.size > this.limit) this.#entries.delete(this.#entries.keys().next().value)
  }
}
