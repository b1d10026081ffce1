import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import matches from '../generated/possibleTypes'
import type { SessionStore } from '../session/sessionStore'
import { authorized, endsSession, http, notesReachable, persisted } from './links'

/** The shop's cache: pages of a list are joined, and parts of the viewer loaded apart are merged. */
function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: matches.possibleTypes,
    typePolicies: {
      Query: { fields: { products: relayStylePagination(['filter', 'sort']) } },
      Viewer: { merge: true, fields: { orders: relayStylePagination(['filter', 'sort']) } },
    },
  })
}

/** A client of the graph at *uri* that answers in part rather than not at all. */
export function createClient(uri: string, session: SessionStore): ApolloClient {
  return new ApolloClient({
    cache: createCache(),
    link: ApolloLink.from([
      endsSession(session),
      notesReachable(),
      authorized(session),
      persisted(),
      http(uri),
    ]),
    clientAwareness: { name: 'storefront', version: __VERSION__ },
    // The library's version would make the same question another URL after every update.
    enhancedClientAwareness: { transport: false },
    defaultOptions: {
      watchQuery: { errorPolicy: 'all' },
      query: { errorPolicy: 'all' },
      mutate: { errorPolicy: 'all' },
    },
  })
}
