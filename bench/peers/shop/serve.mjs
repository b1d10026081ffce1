/** Runs a fastify application on `PORT`, in `WORKERS` processes that share it. */
import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'

/** The schema of a subgraph of the slice. */
export function sdl(name) {
  return readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8')
}

/** Serves what *addGraphQL* adds to an application that is otherwise empty. */
export async function serve(addGraphQL) {
  const workers = Number(process.env.WORKERS ?? 1)
  if (workers > 1 && cluster.isPrimary) {
    // A worker ends by itself when the one that started it does.
    for (let count = 0; count < workers; count++) cluster.fork()
    return
  }
  // Longer than the router keeps idle connections, as our own subgraphs.
  const app = Fastify({ logger: false, keepAliveTimeout: 120_000 })
  app.get('/health/ready', async () => 'ready')
  await addGraphQL(app)
  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
}
