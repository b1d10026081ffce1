/** Checks the operations of each app named against the graph its clients see: `node validate.mjs ios android`. */
import { readFileSync, readdirSync } from 'node:fs'
import { Source, buildSchema, concatAST, parse, validate } from 'graphql'

/** One file beside this one, parsed; errors name it. */
function readDocument(path) {
  return parse(new Source(readFileSync(new URL(path, import.meta.url), 'utf8'), path))
}

/** All documents of an app as one, because fragments are shared between its files. */
function readOperations(app) {
  const folder = `${app}/operations/`
  const names = readdirSync(new URL(folder, import.meta.url)).sort()
  return concatAST(names.map((name) => readDocument(folder + name)))
}

const schema = buildSchema(readFileSync(new URL('../../router/api.graphql', import.meta.url), 'utf8'))
for (const app of process.argv.slice(2)) {
  const errors = validate(schema, readOperations(app))
  for (const error of errors) console.error(`${error}\n`)
  if (errors.length > 0) process.exitCode = 1
}
