/** The supergraph file: read at the start, and again whenever it changes. */
import { readFile } from 'node:fs/promises'
import { log } from './answers.mjs'
import { buildGraph } from './graph.mjs'

const POLL_MS = 500

// A broken supergraph can have hundreds of faults; the first few tell enough.
const LONGEST_REASON = 300

/** Keeps the newest good graph of a file; a broken file changes nothing. */
export class GraphFile {
  #text
  #reported

  constructor(path, urls) {
    this.path = path
    this.urls = urls
    this.graph = undefined
  }

  /** Reads the file, and builds the graph when its text is new. */
  async refresh() {
    try {
      const text = await readFile(this.path, 'utf8')
      if (text !== this.#text) this.#take(text)
      this.#reported = undefined
    } catch (error) {
      this.#report(error)
    }
  }

  /** Serves a new text. */
  #take(text) {
    // Noted before it is built, so that a broken text is tried once and not at every look.
    this.#text = text
    this.graph = buildGraph(text, this.urls)
    log('INFO', 'supergraph loaded')
  }

  /** Tells of a failure, once while it lasts. */
  #report(error) {
    const reason = error.code ?? error.message.replace(/\s*\n\s*/g, ' ').slice(0, LONGEST_REASON)
    if (reason === this.#reported) return
    this.#reported = reason
    log('ERROR', 'supergraph not loaded', { reason, lastGoodServed: Boolean(this.graph) })
  }

  /** Looks at the file now and every half second. */
  async watch() {
    await this.refresh()
    setTimeout(() => this.watch(), POLL_MS).unref()
  }
}
