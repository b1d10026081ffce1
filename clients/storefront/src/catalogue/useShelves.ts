import { useQuery } from '@apollo/client/react'
import { ShelvesDocument, type ShelvesQuery } from '../generated/graph'

/** A topmost category with its parts. */
export type Shelf = NonNullable<ShelvesQuery['categories']>[number]

/** A category on its place. */
export interface Place {
  readonly name: string
  /** The topmost category it belongs to; itself when it is one. */
  readonly shelf: Shelf
  /** Its own id and those of its parts. */
  readonly ids: readonly string[]
}

/** All shelves of the shop. */
export function useShelves() {
  const { data, error, loading, refetch } = useQuery(ShelvesDocument)
  return { shelves: data?.categories ?? null, error, loading, refetch }
}

/** Where the category called *slug* is; null when there is none. */
export function placeOf(shelves: readonly Shelf[], slug: string): Place | null {
  for (const shelf of shelves) {
    if (shelf.slug === slug) {
      return { name: shelf.name, shelf, ids: [shelf.id, ...shelf.children.map(({ id }) => id)] }
    }
    const part = shelf.children.find((child) => child.slug === slug)
    if (part) return { name: part.name, shelf, ids: [part.id] }
  }
  return null
}
