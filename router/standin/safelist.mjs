/** The operations the public listener answers: read at the start, and again whenever the file changes. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { log, refuse } from './answers.mjs'

const POLL_MS = 500

/** Whoever is signed in, and every answer with an error in it, gets this; as router/rhai/main.rhai has it. */
const NO_STORE = 'no-store'

/** The table of a file: SHA-256 of an operation's text to its Cache-Control. */
export class Safelist {
  #table = new Map()
  #text
  #reported

  constructor(path) {
    this.path = path
  }

  /** Whether there is a table; until then nothing may be answered. */
  get isLoaded() {
    return this.#text !== undefined
  }

  /** Reads the file when its text is new; a broken file changes nothing. */
  async refresh() {
    try {
      const text = await readFile(this.path, 'utf8')
      if (text === this.#text) return
      this.#table = new Map(Object.entries(JSON.parse(text)))
      this.#text = text
      this.#reported = undefined
      log('INFO', 'safelist loaded', { operations: this.#table.size })
    } catch (error) {
      const reason = error.code ?? error.name
      // Once while it lasts.
      if (reason !== this.#reported) log('ERROR', 'safelist not loaded', { reason })
      this.#reported = reason
    }
  }

  /** Looks at the file now and every half second. */
  async watch() {
    await this.refresh()
    setTimeout(() => this.watch(), POLL_MS).unref()
  }

  /** The Cache-Control of an operation's text; throws a refusal when the text is not listed. */
  cacheControl(text, { method, headers }) {
    const listed = this.#table.get(createHash('sha256').update(text).digest('hex'))
    if (listed === undefined) {
      const message = 'This operation is not registered; see docs/clients.md.'
      throw refuse(400, 'DOCUMENT_NOT_ALLOWED', message, undefined, { 'cache-control': NO_STORE })
    }
    return method === 'GET' && headers.authorization === undefined ? listed : NO_STORE
  }
}

/** The headers of an answer to a listed operation. */
export function cacheHeaders(allowed, body) {
  return { 'cache-control': body.errors ? NO_STORE : allowed }
}
