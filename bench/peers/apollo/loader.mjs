/** Dataloaders over the shop's batches. */
import DataLoader from 'dataloader'

/** A dataloader over *fetch*, which answers a Map by key; what it does not find is null. */
export function loader(fetch) {
  return new DataLoader(async (keys) => {
    const found = await fetch(keys)
    return keys.map((key) => found.get(key) ?? null)
  })
}
