/** What a query plan does with data: finds entities, makes their representations, merges what comes back. */

/** The prefix of a path element that goes on only with objects of a type. */
const TYPE_CONDITION = '... on '

/** Every object a plan's path leads to, with its own path; `@` goes through a list. */
export function objectsAt(data, path, here = []) {
  if (data === null || data === undefined) return []
  if (path.length === 0) return [{ value: data, path: here }]
  const [step, ...rest] = path
  if (step !== '@') return objectsAt(data[step], rest, [...here, step])
  // A subgraph that sent something else than its schema says gets no further fetches for it.
  return !Array.isArray(data) ? [] : data.flatMap((item, index) => objectsAt(item, rest, [...here, index]))
}

/** The part of a value of a type that a fetch requires; null when something in it must be there and did not come. */
function select(value, selections, type, types) {
  if (value === null || value === undefined || !selections) return value ?? null
  if (Array.isArray(value)) return value.map((item) => select(item, selections, type, types))
  const selected = {}
  for (const { kind, name, typeCondition, selections: inside } of selections) {
    if (kind === 'Field') {
      const field = types.fieldOf(type, name)
      // A required value that did not come is sent as null where it may be; its own error is already noted.
      selected[name] = select(value[name], inside, field?.type, types)
      if (selected[name] === null && field?.isNonNull) return null
    } else if (!typeCondition || types.isA(value.__typename, typeCondition)) {
      const part = select(value, inside, value.__typename, types)
      if (part === null) return null
      merge(selected, part)
    }
  }
  return selected
}

/** The representation of an entity, or undefined when the fetch is not for its type or it has none. */
export function representationOf(entity, requires, types) {
  const selected = select(entity, requires, entity?.__typename, types)
  return selected?.__typename ? selected : undefined
}

/** Merges *source* into *target*, object by object and item by item; a null never replaces a value. */
export function merge(target, source) {
  for (const [key, value] of Object.entries(source)) {
    const known = Object.hasOwn(target, key) ? target[key] : undefined
    const both = typeof known === 'object' && known !== null && typeof value === 'object' && value !== null
    if (both) merge(known, value)
    else if (value !== null || known === undefined) target[key] = value
  }
}

/** Applies one rewrite to every object at its path. */
function rewrite(data, path, change, isA) {
  if (data === null || typeof data !== 'object') return
  if (Array.isArray(data)) {
    data.forEach((item) => rewrite(item, path, change, isA))
    return
  }
  const [step, ...rest] = path
  if (step.startsWith(TYPE_CONDITION)) {
    if (isA(data.__typename, step.slice(TYPE_CONDITION.length))) rewrite(data, rest, change, isA)
  } else if (rest.length > 0) rewrite(data[step], rest, change, isA)
  else if (Object.hasOwn(data, step)) change(data, step)
}

/** Applies a plan's rewrites, by which it asks under one name or type and merges under another. */
export function applyRewrites(data, rewrites = [], isA) {
  for (const { kind, path, setValueTo, renameKeyTo } of rewrites) {
    rewrite(data, path, (object, key) => {
      const value = object[key]
      if (kind === 'ValueSetter') object[key] = setValueTo
      else {
        delete object[key]
        object[renameKeyTo] = value
      }
    }, isA)
  }
}
