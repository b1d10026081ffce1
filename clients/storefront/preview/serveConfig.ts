import type { Connect, Plugin } from 'vite'

/** Serves `/config.json` while developing and previewing; a deployment writes its own file. */
export function serveConfig(graphql: string): Plugin {
  const answer: Connect.NextHandleFunction = (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ graphql }))
  }
  return {
    name: 'serve-config',
    configureServer: (server) => void server.middlewares.use('/config.json', answer),
    configurePreviewServer: (server) => void server.middlewares.use('/config.json', answer),
  }
}
