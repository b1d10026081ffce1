/** Runs a query plan: each fetch in its turn, its data merged, its errors placed where Apollo Router places them. */
import { applyRewrites, merge, objectsAt, representationOf } from './plan-data.mjs'

/** Sends a fetch to its subgraph; gives its data and its errors, ready for the client. */
async function send(node, run, representations) {
  const { serviceName, operation, operationName, variableUsages = [] } = node
  const used = variableUsages.filter((name) => Object.hasOwn(run.variables, name))
  const variables = Object.fromEntries(used.map((name) => [name, run.variables[name]]))
  if (representations) variables.representations = representations
  return run.fetchSubgraph(serviceName, { query: operation, operationName, variables })
}

/** A fetch of root fields. An error without a path is the whole fetch's, and has an empty path. */
async function fetchRoot(node, run) {
  const { data, errors } = await send(node, run)
  run.errors.push(...errors)
  if (!data) return
  applyRewrites(data, node.outputRewrites, run.types.isA)
  run.data ??= {}
  merge(run.data, data)
}

/** The entities at a path as representations, each once, with the places it stands for. */
function gatherEntities(node, run, path) {
  const byText = new Map()
  for (const place of objectsAt(run.data, path)) {
    const representation = representationOf(place.value, node.requires, run.types)
    if (!representation) continue
    applyRewrites(representation, node.inputRewrites, run.types.isA)
    const text = JSON.stringify(representation)
    const known = byText.get(text) ?? { representation, places: [] }
    known.places.push(place)
    byText.set(text, known)
  }
  return [...byText.values()]
}

/** An error of an entity fetch at each place it concerns; one without a path concerns every entity. */
function placeError(error, entities) {
  const [field, index, ...inside] = error.path
  const concerned = field === '_entities' && entities[index] ? [entities[index]] : entities
  return concerned.flatMap(({ places }) => places.map(({ path }) => ({ ...error, path: [...path, ...inside] })))
}

/** A fetch of entities by their keys. */
async function fetchEntities(node, run, path) {
  const entities = gatherEntities(node, run, path)
  if (entities.length === 0) return
  const { data, errors } = await send(node, run, entities.map((entity) => entity.representation))
  run.errors.push(...errors.flatMap((error) => placeError(error, entities)))
  entities.forEach(({ places }, index) => {
    const found = data?._entities?.[index]
    if (!found) return
    applyRewrites(found, node.outputRewrites, run.types.isA)
    // A copy for each place: what is merged into one must not show in another.
    places.forEach(({ value }) => merge(value, structuredClone(found)))
  })
}

/** Runs one node of a plan, at the path its parents lead to. */
async function runNode(node, run, path) {
  if (node.kind === 'Sequence') {
    for (const each of node.nodes) await runNode(each, run, path)
  } else if (node.kind === 'Parallel') {
    await Promise.all(node.nodes.map((each) => runNode(each, run, path)))
  } else if (node.kind === 'Flatten') {
    await runNode(node.node, run, [...path, ...node.path])
  } else if (node.kind === 'Condition') {
    const branch = run.variables[node.condition] ? node.ifClause : node.elseClause
    if (branch) await runNode(branch, run, path)
  } else if (node.requires) await fetchEntities(node, run, path)
  else await fetchRoot(node, run)
}

/**
 * The merged data of all fetches, still with what the client did not ask for, and the errors.
 * Without a plan node (`{ __typename }`) nothing is fetched.
 */
export async function runPlan(plan, { variables, types, fetchSubgraph }) {
  // As in Apollo Router, a plan that is one fetch has no data when it fails; any other has an object of nulls.
  const run = { variables, types, fetchSubgraph, errors: [], data: plan.node?.kind === 'Fetch' ? null : {} }
  if (plan.node) await runNode(plan.node, run, [])
  return { data: run.data, errors: run.errors }
}
