/** Tells the plan of each operation of a supergraph without running anything: what a budget is judged by offline. */
import { readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { buildGraph, planOf } from './graph.mjs'

const USAGE = 'Usage: node plans.mjs SUPERGRAPH_FILE < [{"name": …, "body": …}, …]\n'

/** The plan of one operation. */
function planned(graph, { name, body }) {
  return planOf(graph, { document: parse(body), operationName: name, text: body })
}

const [path] = process.argv.slice(2)
if (path === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  const graph = buildGraph(readFileSync(path, 'utf8'), {})
  const operations = JSON.parse(readFileSync(0, 'utf8'))
  process.stdout.write(JSON.stringify(operations.map((each) => planned(graph, each))))
}
