/** A supergraph made ready: its client schema, its query planner, and its subgraphs. */
import { Supergraph, operationFromDocument } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import {
  DirectiveLocation, GraphQLBoolean, GraphQLDirective, GraphQLNonNull, GraphQLSchema, GraphQLString,
  buildASTSchema, execute, getNamedType, getVariableValues, isAbstractType, isNonNullType, parse, specifiedDirectives,
} from 'graphql'
import { Bounded } from './answers.mjs'
import { runPlan } from './plan.mjs'
import { subgraphFetcher } from './subgraphs.mjs'

// supergraph.query_planning.cache.in_memory.limit in router.yaml.
const KEPT_OPERATIONS = 1024

const DEFER = new GraphQLDirective({
  name: 'defer',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: { label: { type: GraphQLString }, if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true } },
})

/** The directives a client sees; the supergraph's own stay inside. */
const API_DIRECTIVES = [...specifiedDirectives.filter(({ name }) => name !== 'oneOf'), DEFER]

/** What running a plan asks of the types: is one another, and what is a field of it. */
function typesOf(supergraph) {
  const schema = buildASTSchema(parse(supergraph))
  return {
    /** Whether a type name is a type or one of its possible types. */
    isA(name, type) {
      if (name === type) return true
      const [inner, outer] = [schema.getType(name), schema.getType(type)]
      return Boolean(inner && isAbstractType(outer) && schema.isSubType(outer, inner))
    },
    /** The type a field gives, without its wrappers; undefined when there is no such field. */
    fieldOf(type, name) {
      const field = schema.getType(type)?.getFields?.()[name]
      return field && { type: getNamedType(field.type).name, isNonNull: isNonNullType(field.type) }
    },
  }
}

/** A graph from a supergraph's text; *urls* replaces addresses by subgraph name. Throws when the text is broken. */
export function buildGraph(sdl, urls) {
  const supergraph = Supergraph.build(sdl)
  const addresses = supergraph.subgraphsMetadata().map(({ name, url }) => [name, urls[name] ?? url])
  const client = supergraph.apiSchema()
  return {
    client,
    api: new GraphQLSchema({ ...client.toGraphQLJSSchema().toConfig(), directives: API_DIRECTIVES }),
    planner: new QueryPlanner(supergraph),
    addresses: new Map(addresses),
    types: typesOf(sdl),
    documents: new Bounded(KEPT_OPERATIONS),
    plans: new Bounded(KEPT_OPERATIONS),
  }
}

/** The plan of an operation, made once. */
export function planOf(graph, { document, operationName, text }) {
  const key = JSON.stringify([operationName, text])
  const known = graph.plans.get(key)
  if (known) return known
  const plan = graph.planner.buildQueryPlan(operationFromDocument(graph.client, document, { operationName }))
  graph.plans.set(key, plan)
  return plan
}

/** The value of a field in fetched data, which already has the client's aliases. */
function fetchedValue(source, _args, _context, { fieldNodes: [node] }) {
  return source[(node.alias ?? node.name).value]
}

/** Fetched data in the shape of the operation: only what was asked for, in its order, nulls where they belong. */
async function shape(graph, { document, operationName, variables }, rootValue) {
  const { data } = await execute({
    schema: graph.api, document, operationName, rootValue, variableValues: variables,
    fieldResolver: fetchedValue, typeResolver: ({ __typename }) => __typename,
  })
  // Its errors only say that a null or a wrong value stood where none may; Apollo Router does not list them either.
  return data
}

/** An error's path as far as the client asked for it; what lies below a null cannot be told and stays. */
function visiblePath(data, path) {
  let here = data
  for (const [index, step] of path.entries()) {
    if (here === null || typeof here !== 'object') return path
    if (!Object.hasOwn(here, step)) return path.slice(0, index)
    here = here[step]
  }
  return path
}

/** The plan of an operation as Apollo Router tells it (`experimental.expose_query_plan`). */
export function toldPlan(graph, operation) {
  return { extensions: { apolloQueryPlan: { object: operation.introspection ? null : planOf(graph, operation) } } }
}

/** Runs an operation and gives the answer's body. */
export async function runOperation(graph, operation, headers, signal) {
  const { document, operationName, variables, introspection } = operation
  if (introspection) return execute({ schema: graph.api, document, operationName, variableValues: variables })
  const { coerced } = getVariableValues(graph.api, operation.definition.variableDefinitions ?? [], variables)
  const { data, errors } = await runPlan(planOf(graph, operation), {
    variables: coerced, types: graph.types, fetchSubgraph: subgraphFetcher(graph.addresses, headers, signal),
  })
  const shaped = data && await shape(graph, operation, data)
  const visible = errors.map((error) => ({ ...error, path: visiblePath(shaped, error.path) }))
  return { data: shaped, ...(visible.length > 0 && { errors: visible }) }
}
