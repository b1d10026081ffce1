import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { expect, it } from 'vitest'
import { operationName, PUBLIC_OPERATIONS } from '../src/graph/publicOperations'

const FOLDER = new URL('../src/operations/', import.meta.url)

it('public operations are those in the folders of that kind: all others carry the token', () => {
  const files = ['public', 'session'].flatMap((kind) =>
    readdirSync(new URL(kind, FOLDER)).map((file) => new URL(`${kind}/${file}`, FOLDER)),
  )
  const names = files.map((file) => operationName(parse(readFileSync(file, 'utf8'))))
  expect(names.sort()).toEqual([...PUBLIC_OPERATIONS].sort())
})
