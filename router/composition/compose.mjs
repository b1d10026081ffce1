/** Composes the subgraph schemas named in a rover-form supergraph.yaml into one supergraph. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as apollo from '@apollo/composition'
import * as theguild from '@theguild/federation-composition'
import { GraphQLError, parse, print } from 'graphql'
import { firstDifference } from './difference.mjs'
import { UsageError, readSubgraphs } from './supergraph-file.mjs'

const USAGE = 'Usage: node compose.mjs SUPERGRAPH_YAML [--composer theguild|apollo|both] [--out FILE] [--api FILE]'

/** Each composer by its name; both take and give the same shape. */
const COMPOSERS = { theguild: theguild.composeServices, apollo: apollo.composeServices }

/** The schemas do not compose; `problems` is what a program reads. */
class CompositionFailed extends Error {
  constructor(problems) {
    super('composition failed')
    this.problems = problems
  }
}

/** The subgraphs an error speaks of: those of its nodes, else those its message names. */
function subgraphsOf(error, names) {
  const fromNodes = (error.nodes ?? []).map((node) => node.subgraph).filter((name) => names.includes(name))
  if (fromNodes.length > 0) return [...new Set(fromNodes)].sort()
  // Quoted or in brackets, as composers write a subgraph: a bare `users` may be a field of an example query.
  return names.filter((name) => [`"${name}"`, `[${name}]`].some((text) => error.message.includes(text)))
}

/** A composer's error as a plain problem. */
function toProblem(error, names) {
  const code = error.extensions?.code ?? 'COMPOSITION_ERROR'
  return { code, message: error.message, subgraphs: subgraphsOf(error, names) }
}

/** The subgraph with its schema parsed; a syntax error belongs to that subgraph alone. */
function parseSubgraph({ name, url, sdl }) {
  try {
    return { name, url, typeDefs: parse(sdl) }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const [place] = error.locations
    const message = `[${name}] ${error.message} (line ${place.line}, column ${place.column})`
    throw new CompositionFailed([{ code: 'INVALID_GRAPHQL', message, subgraphs: [name] }])
  }
}

/** What a composer answers; one that throws has met a schema it was not written for. */
function runComposer(composer, services) {
  try {
    return COMPOSERS[composer](services)
  } catch (error) {
    const message = `The composer ${composer} broke down: ${error.message}`
    throw new CompositionFailed([{ code: 'COMPOSER_BROKE_DOWN', message, subgraphs: [] }])
  }
}

/** The supergraph SDL of one composer, printed the same way whichever composer it was. */
function composeWith(composer, subgraphs) {
  const names = subgraphs.map((each) => each.name)
  const result = runComposer(composer, subgraphs.map(parseSubgraph))
  if (result.errors?.length) throw new CompositionFailed(result.errors.map((error) => toProblem(error, names)))
  return `${print(parse(result.supergraphSdl))}\n`
}

/** The supergraph SDL; with `both`, the composers must agree and theguild's text is taken. */
function compose(composer, subgraphs) {
  if (composer !== 'both') return composeWith(composer, subgraphs)
  const [left, right] = Object.keys(COMPOSERS).map((name) => ({ name, sdl: composeWith(name, subgraphs) }))
  const message = firstDifference(left, right)
  if (message) throw new CompositionFailed([{ code: 'COMPOSERS_DIFFER', message, subgraphs: [] }])
  return left.sdl
}

/** What clients see of a supergraph: no federation, nothing that is inaccessible. */
function apiOf(supergraph) {
  return `${print(theguild.transformSupergraphToPublicSchema(parse(supergraph)))}\n`
}

/** Writes beside the target and renames: a router that watches the file never sees half of it. */
function writeWhole(path, text) {
  const partial = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(partial, text)
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new UsageError(`Cannot write ${path} (${error.code}).`)
  }
}

/** The command line, checked. */
function readArguments() {
  const options = { composer: { type: 'string', default: 'theguild' }, out: { type: 'string' }, api: { type: 'string' } }
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    if (positionals.length === 1 && ['both', ...Object.keys(COMPOSERS)].includes(values.composer)) {
      return { yamlPath: positionals[0], ...values }
    }
  } catch {
    // An unknown option: the usage says which there are.
  }
  throw new UsageError(USAGE)
}

/** Runs the command; the exit code is the answer: 0 written, 1 does not compose, 2 called wrongly. */
function main() {
  try {
    const { yamlPath, composer, out, api } = readArguments()
    const sdl = compose(composer, readSubgraphs(yamlPath))
    if (api) writeWhole(api, apiOf(sdl))
    if (out) writeWhole(out, sdl)
    else process.stdout.write(sdl)
  } catch (error) {
    if (error instanceof CompositionFailed) {
      process.stderr.write(`${JSON.stringify({ errors: error.problems })}\n`)
      process.exitCode = 1
    } else if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`)
      process.exitCode = 2
    } else throw error
  }
}

main()
