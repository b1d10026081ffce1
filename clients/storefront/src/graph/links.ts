import { ApolloLink, HttpLink } from '@apollo/client'
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors'
import { SetContextLink } from '@apollo/client/link/context'
import { ErrorLink } from '@apollo/client/link/error'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import {
  generatePersistedQueryIdsFromManifest,
  sortTopLevelDefinitions,
} from '@apollo/persisted-query-lists'
import { print, type DocumentNode } from 'graphql'
import { tap } from 'rxjs'
import manifest from '../../persisted-query-manifest.json'
import { reachability } from '../app/reachability'
import type { SessionStore } from '../session/sessionStore'
import { timedFetch } from './timedFetch'
import { PUBLIC_OPERATIONS } from './publicOperations'

/** Sends hashes from the build's manifest; the text only when the router does not know one. */
export const persisted = (): ApolloLink =>
  new PersistedQueryLink({
    ...generatePersistedQueryIdsFromManifest({
      loadManifest: () => manifest,
    }),
    useGETForHashedQueries: true,
  })

const bearer = (session: SessionStore): string | undefined => {
  const token = session.current()?.accessToken
  return token && `Bearer ${token}`
}

/** Adds the access token, except to operations that say the same to everybody. */
export const authorized = (session: SessionStore): ApolloLink =>
  new SetContextLink(({ headers }, { operationName }) => {
    const authorization = bearer(session)
    if (!authorization || PUBLIC_OPERATIONS.has(operationName ?? '')) return { headers }
    return { headers: { ...headers, authorization } }
  })

/** Ends the session here once the graph no longer accepts its token. */
export const endsSession = (session: SessionStore): ApolloLink =>
  new ErrorLink(({ error, operation }) => {
    const refused =
      CombinedGraphQLErrors.is(error) &&
      error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')
    // A late answer to an older token says nothing about the present one.
    const sent = (operation.getContext()['headers'] as Record<string, string> | undefined)?.[
      'authorization'
    ]
    if (refused && sent === bearer(session)) session.expire()
    if (!CombinedGraphQLErrors.is(error) && !ServerError.is(error)) reachability.failed()
  })

/** Notes that the graph can be reached whenever it answers. */
export const notesReachable = (): ApolloLink =>
  new ApolloLink((operation, forward) =>
    forward(operation).pipe(tap(() => reachability.answered())),
  )

/** The router refuses GETs without this header, which a foreign page cannot send (CSRF). */
const PREFLIGHT = { 'apollo-require-preflight': 'true' }

/** HTTP to the graph; texts are printed as the manifest hashed them. */
export const http = (uri: string): ApolloLink =>
  new HttpLink({
    uri,
    headers: PREFLIGHT,
    fetch: timedFetch,
    print: (node) =>
      print(node.kind === 'Document' ? sortTopLevelDefinitions(node as DocumentNode) : node),
  })
