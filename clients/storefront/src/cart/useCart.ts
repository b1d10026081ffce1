import { useQuery } from '@apollo/client/react'
import { ViewerCartDocument } from '../generated/graph'
import { useSession } from '../session/SessionContext'

/** The viewer's cart; *fresh* asks the graph again and shows what is known meanwhile. */
export function useCart({ fresh = false } = {}) {
  const skip = useSession() === null
  const fetchPolicy = fresh ? 'cache-and-network' : 'cache-first'
  const { data, error, loading, refetch } = useQuery(ViewerCartDocument, { skip, fetchPolicy })
  // A skipped query still holds what it last knew, which would be another person's by then.
  const viewer = skip ? null : data?.viewer
  return { cart: viewer?.cart ?? null, isKnown: viewer != null, error, loading, refetch }
}
