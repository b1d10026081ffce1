/** The users subgraph on Mercurius. */
import { usersById } from '../shop/users.mjs'
import { byId } from './loader.mjs'
import { serveSubgraph } from './serve.mjs'

const resolvers = {
  Query: { viewer: (_, __, { viewer }) => viewer && {} },
  Viewer: { user: async (_, __, { viewer }) => (await usersById([viewer])).get(viewer) ?? null },
}

await serveSubgraph('users', resolvers, { User: { __resolveReference: byId(usersById) } })
