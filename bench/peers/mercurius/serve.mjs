/** Mercurius on fastify, every operation compiled from its second request on. */
import { mercuriusFederationPlugin } from '@mercuriusjs/federation'
import { sdl, serve } from '../shop/serve.mjs'
import { viewers } from '../shop/token.mjs'

// It knows the directives of federation 1 alone.
const SHAREABLE = 'directive @shareable on OBJECT | FIELD_DEFINITION\n'

/** Serves the subgraph *name*. */
export async function serveSubgraph(name, resolvers, loaders) {
  const viewer = await viewers(process.env.JWKS_URL)
  await serve((app) =>
    app.register(mercuriusFederationPlugin, {
      schema: SHAREABLE + sdl(name),
      resolvers,
      loaders,
      jit: 1,
      context: (request) => ({ viewer: viewer(request.headers.authorization) }),
    }),
  )
}
