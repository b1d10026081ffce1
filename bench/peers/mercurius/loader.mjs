/** Loaders of Mercurius over the shop's batches. */

/** A loader over *fetch*, which answers a Map by the object's id; what it does not find is null. */
export function byId(fetch) {
  return async (queries) => {
    const found = await fetch(queries.map(({ obj }) => obj.id))
    return queries.map(({ obj }) => found.get(obj.id) ?? null)
  }
}
