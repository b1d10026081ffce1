/** Apollo Server on fastify, with the plug-ins off that cost time and that this slice does not use. */
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import { parse } from 'graphql'
import { sdl, serve } from '../shop/serve.mjs'
import { viewers } from '../shop/token.mjs'

/** Serves the subgraph *name*; *loaders* makes the dataloaders of one request. */
export async function serveSubgraph(name, resolvers, loaders) {
  const viewer = await viewers(process.env.JWKS_URL)
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl(name)), resolvers }]),
    introspection: false,
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginInlineTraceDisabled()],
  })
  const context = async (request) => ({ viewer: viewer(request.headers.authorization), ...loaders() })
  await serve(async (app) => {
    await server.start()
    app.post('/graphql', fastifyApolloHandler(server, { context }))
  })
}
