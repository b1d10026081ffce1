/** Reads rover's supergraph.yaml and the subgraph schemas it names. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'

/** The caller's mistake: a wrong argument, or a file that cannot be read. */
export class UsageError extends Error {}

/** The text of a file; a file that cannot be read is the caller's mistake. */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`Cannot read ${path} (${error.code}).`)
  }
}

/** The parsed YAML; a syntax error is told in its first line only. */
function readYaml(path) {
  const text = readText(path)
  try {
    return parseYaml(text)
  } catch (error) {
    throw new UsageError(`${path} is not valid YAML: ${error.message.split('\n')[0]}`)
  }
}

/** One subgraph as the composers want it, its schema still as text. */
function readSubgraph(yamlPath, name, entry) {
  const file = entry?.schema?.file
  if (!file || !entry.routing_url) {
    throw new UsageError(`${yamlPath}: subgraph ${name} needs routing_url and schema.file.`)
  }
  return { name, url: entry.routing_url, sdl: readText(resolve(dirname(yamlPath), file)) }
}

/**
 * The subgraphs of a rover-form file, sorted by name: the order in the file must not change the supergraph.
 * `federation_version` is not read; it tells rover which composer to download, ours are locked.
 */
export function readSubgraphs(yamlPath) {
  const subgraphs = readYaml(yamlPath)?.subgraphs
  const names = Object.keys(subgraphs ?? {}).sort()
  if (names.length === 0) throw new UsageError(`${yamlPath} names no subgraphs.`)
  return names.map((name) => readSubgraph(yamlPath, name, subgraphs[name]))
}
