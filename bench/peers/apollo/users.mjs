/** The users subgraph on Apollo Server. */
import { usersById } from '../shop/users.mjs'
import { loader } from './loader.mjs'
import { serveSubgraph } from './serve.mjs'

const resolvers = {
  Query: { viewer: (_, __, { viewer }) => viewer && {} },
  Viewer: { user: (_, __, { viewer, userById }) => userById.load(viewer) },
  User: { __resolveReference: ({ id }, { userById }) => userById.load(id) },
}

await serveSubgraph('users', resolvers, () => ({ userById: loader(usersById) }))
