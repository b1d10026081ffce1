/** From GraphQL parameters to an operation that may run: persisted queries, limits, validation, variables. */
import { createHash } from 'node:crypto'
import {
  GraphQLError, MaxIntrospectionDepthRule, getOperationAST, getVariableValues, parse, specifiedRules, validate, visit,
} from 'graphql'
import { Bounded, Refusal, refuse } from './answers.mjs'

// apq.router.cache.in_memory.limit in router.yaml.
const persisted = new Bounded(2048)

// limits.router in router.yaml.
const MAX_TOKENS = 3000
const MAX_RECURSION = 30

/** What the router's lexer counts: white space, commas and comments are tokens too. */
const TOKEN = /[\s\uFEFF]+|#[^\n\r]*|"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n\r])*"|\.{3}|[_A-Za-z]\w*|-?\d[\w.+-]*|[^]/g

/** What the router's parser counts as one level. */
const LEVELS = ['SelectionSet', 'ListValue', 'ObjectValue', 'ListType']

/** A validation rule graphql-js lacks: the schema must have the kind of operation that is asked for. */
function operationKindExists(context) {
  return {
    OperationDefinition: (node) => {
      if (context.getSchema().getRootType(node.operation)) return
      context.reportError(new GraphQLError(`The schema has no "${node.operation}" root type defined`, { nodes: node }))
    },
  }
}

/** All rules but the depth of introspection, which is answered differently (see `isIntrospection`). */
const RULES = [operationKindExists, ...specifiedRules.filter((rule) => rule !== MaxIntrospectionDepthRule)]

/** The text of a request: its own, or the one its hash stands for. */
export function resolveText({ query, extensions }) {
  const { version, sha256Hash } = extensions.persistedQuery ?? {}
  // Any version number will do, as in Apollo Router; anything else is no persisted query.
  if (typeof version !== 'number' || typeof sha256Hash !== 'string') return query
  if (query === undefined) {
    const text = persisted.get(sha256Hash)
    if (text !== undefined) return text
    const notKept = { 'cache-control': 'private, no-cache, must-revalidate' }
    throw refuse(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { data: null }, notKept)
  }
  if (createHash('sha256').update(query).digest('hex') !== sha256Hash.toLowerCase()) {
    throw refuse(400, 'PERSISTED_QUERY_HASH_MISMATCH', 'provided sha does not match query', { data: null })
  }
  persisted.set(sha256Hash, query)
  return query
}

/** Refuses with GraphQL's own errors under one code. */
function refuseAll(status, code, errors) {
  return new Refusal(status, errors.map(({ message, locations }) => ({ message, locations, extensions: { code } })))
}

/** Refuses a text of too many tokens; the end of the text counts as one. */
function checkTokens(text) {
  let tokens = 1
  for (const _ of text.matchAll(TOKEN)) {
    tokens += 1
    if (tokens > MAX_TOKENS) throw refuse(400, 'PARSING_ERROR', 'parsing error: token limit reached, aborting lexing')
  }
}

/** Refuses a document nested too deeply. */
function checkRecursion(document) {
  let depth = 0
  const enter = () => {
    depth += 1
    if (depth > MAX_RECURSION) throw refuse(400, 'PARSING_ERROR', 'parsing error: parser recursion limit reached')
  }
  const level = { enter, leave: () => { depth -= 1 } }
  visit(document, Object.fromEntries(LEVELS.map((kind) => [kind, level])))
}

/** The document of a text. */
function parseText(text) {
  checkTokens(text)
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    throw refuseAll(400, 'PARSING_ERROR', [error])
  }
}

/** The document of a text, parsed and validated once per text and supergraph. */
function validDocument(graph, text, isPublic) {
  const known = graph.documents.get(text)
  if (known) return known
  const document = parseText(text)
  checkRecursion(document)
  const errors = validate(graph.api, document, RULES)
  // supergraph.redact_query_validation_errors in router.yaml: what is wrong would tell of the schema.
  if (errors.length > 0 && isPublic) throw refuse(400, 'UNKNOWN_ERROR', 'invalid query')
  if (errors.length > 0) throw refuseAll(400, 'GRAPHQL_VALIDATION_FAILED', errors)
  graph.documents.set(text, document)
  return document
}

/** The operation a request names, or the only one there is. */
function chooseOperation(document, name) {
  const operation = getOperationAST(document, name)
  if (operation) return operation
  if (name !== undefined) throw refuse(400, 'GRAPHQL_UNKNOWN_OPERATION_NAME', 'Unknown operation name')
  throw refuse(400, 'GRAPHQL_VALIDATION_FAILED', 'Must provide operation name if query contains multiple operations.')
}

/** The names of an operation's root fields, also those inside fragments. */
function rootFields(document, { selections }) {
  return selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection.name.value]
    if (selection.kind === 'InlineFragment') return rootFields(document, selection.selectionSet)
    const named = (each) => each.kind === 'FragmentDefinition' && each.name.value === selection.name.value
    return rootFields(document, document.definitions.find(named).selectionSet)
  })
}

/** Whether the operation asks for the schema itself, which must be allowed and may not be mixed with data. */
function isIntrospection(graph, document, operation, allowed) {
  const fields = rootFields(document, operation.selectionSet).filter((name) => name !== '__typename')
  const asked = fields.filter((name) => name.startsWith('__'))
  if (asked.length === 0) return false
  if (asked.length < fields.length) {
    throw refuse(200, 'MIXED_INTROSPECTION', 'Ask for the schema and for data separately')
  }
  if (!allowed) throw refuse(200, 'INTROSPECTION_DISABLED', 'introspection has been disabled')
  const [tooDeep] = validate(graph.api, document, [MaxIntrospectionDepthRule])
  // Without a code, as the router answers it.
  if (tooDeep) throw new Refusal(200, [{ message: tooDeep.message }])
  return true
}

/** The operation as it was sent, minus `@defer`: a server may deliver deferred parts at once. */
function withoutDefer(document, request) {
  let deferred = false
  const plain = visit(document, {
    Directive: (node) => {
      if (node.name.value !== 'defer') return undefined
      deferred = true
      return null
    },
  })
  if (deferred && !/multipart\/mixed/i.test(request.headers.accept ?? '')) {
    throw refuse(406, 'DEFER_BAD_HEADER', 'Send the header accept: multipart/mixed;deferSpec=20220824 to use @defer')
  }
  return deferred ? plain : document
}

/** Refuses what this router does not run: subscriptions are off in router.yaml too. */
function checkKind(request, { operation }) {
  if (operation === 'mutation' && request.method !== 'POST') {
    throw refuse(405, 'MUTATION_FORBIDDEN', 'Mutations can only be sent over HTTP POST')
  }
  if (operation !== 'subscription') return
  if (!/multipart\/mixed\s*;[^,]*subscriptionspec=/i.test(request.headers.accept ?? '')) {
    throw refuse(406, 'SUBSCRIPTION_BAD_HEADER', 'Subscribing needs accept: multipart/mixed;subscriptionSpec=1.0')
  }
  throw refuse(200, 'SUBSCRIPTION_DISABLED', 'subscription support is not enabled', { data: null })
}

/** Refuses variables that do not fit their declared types. */
function checkVariables(graph, operation, variables) {
  const { errors } = getVariableValues(graph.api, operation.variableDefinitions ?? [], variables)
  if (errors) throw refuseAll(400, 'VALIDATION_INVALID_TYPE_VARIABLE', errors)
}

/** All that is needed to run a request's operation, or a refusal; with a *safelist*, only what is listed. */
export function prepareOperation(graph, request, parameters, { introspection: allowed, safelist }) {
  const text = resolveText(parameters)
  if (!text) throw refuse(400, 'MISSING_QUERY_STRING', 'Must provide query string.')
  const valid = validDocument(graph, text, safelist !== undefined)
  const operation = chooseOperation(valid, parameters.operationName)
  const cacheControl = safelist?.cacheControl(text, request)
  checkKind(request, operation)
  const introspection = isIntrospection(graph, valid, operation, allowed)
  checkVariables(graph, operation, parameters.variables)
  const document = withoutDefer(valid, request)
  const { variables } = parameters
  const operationName = operation.name?.value
  return { text, document, definition: operation, introspection, operationName, variables, cacheControl }
}
