/** Tells what differs between two client schemas, as GraphQL Inspector classifies it. */
import { readFileSync } from 'node:fs'
import { diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'

const USAGE = 'Usage: node changes.mjs OLD_SCHEMA_FILE NEW_SCHEMA_FILE\n'

/** What a program needs of a change; the path is a schema coordinate with dots. */
function toPlain({ type, path, message, criticality }) {
  return { kind: type, path: path ?? '', message, level: criticality.level }
}

const paths = process.argv.slice(2)
if (paths.length !== 2) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  const [before, after] = paths.map((path) => buildSchema(readFileSync(path, 'utf8')))
  process.stdout.write(JSON.stringify((await diff(before, after)).map(toPlain)))
}
