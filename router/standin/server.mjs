/** The stand-in router: answers like Apollo Router with this project's router.yaml, for machines without it. */
import { createServer } from 'node:http'
import { Refusal, log, refuse } from './answers.mjs'
import { corsHeaders, preflightHeaders } from './cors.mjs'
import { GraphFile } from './graph-file.mjs'
import { runOperation, toldPlan } from './graph.mjs'
import { prepareOperation } from './operation.mjs'
import { readParameters } from './request.mjs'
import { Safelist, cacheHeaders } from './safelist.mjs'
import { SettingsError, readSettings } from './settings.mjs'
import { subgraphHeaders } from './subgraphs.mjs'

// traffic_shaping.router.timeout in router.yaml.
const REQUEST_TIMEOUT_MS = 10_000

// Requests in flight at a stop may take this long; the process must be gone within two seconds.
const GRACE_MS = 1_500

/** Writes an answer as JSON. */
function send(response, status, body, headers = {}) {
  const text = JSON.stringify(body)
  const length = Buffer.byteLength(text)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers }).end(text)
}

/** Writes an answer without a body. */
function sendEmpty(response, status, headers = {}) {
  response.writeHead(status, { 'content-length': 0, ...headers }).end()
}

/** The promise, or a refusal when it takes too long; *expire* stops the work behind it. */
async function withDeadline(work, expire) {
  const { promise, reject } = Promise.withResolvers()
  const timer = setTimeout(() => {
    reject(refuse(504, 'GATEWAY_TIMEOUT', 'Your request has been timed out'))
    expire()
  }, REQUEST_TIMEOUT_MS)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** The answer to one GraphQL request and its headers; throws a refusal. */
async function answer(request, url, { source, safelist, settings }, signal) {
  const parameters = await readParameters(request, url)
  const { graph } = source
  if (!graph || safelist?.isLoaded === false) throw refuse(503, 'SUPERGRAPH_NOT_LOADED', 'The router is not ready')
  const operation = prepareOperation(graph, request, parameters, { introspection: settings.introspection, safelist })
  const asked = settings.exposeQueryPlan && request.headers['apollo-expose-query-plan']
  const plan = ['true', 'dry-run'].includes(asked) ? toldPlan(graph, operation) : {}
  if (asked === 'dry-run') return { body: plan, headers: {} }
  const body = await runOperation(graph, operation, subgraphHeaders(request, settings.secrets), signal)
  return { body: { ...body, ...plan }, headers: safelist ? cacheHeaders(operation.cacheControl, body) : {} }
}

/** Answers a refusal; anything else is a fault of ours, told to the log by its name only. */
function sendFailure(response, error, headers) {
  if (!(error instanceof Refusal)) log('ERROR', 'request failed', { error: error.name })
  const refusal = error instanceof Refusal ? error : refuse(500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
  // The rest of a body that was too large is not read, so the connection cannot be used again.
  const closing = refusal.status === 413 ? { connection: 'close' } : {}
  send(response, refusal.status, refusal.body, { ...headers, ...refusal.headers, ...closing })
}

/** Handles one request of a client. */
async function handle(request, response, router) {
  const url = new URL(request.url, 'http://router')
  if (!/^\/graphql\/?$/.test(url.pathname)) return sendEmpty(response, 404)
  const { corsOrigins } = router.settings
  const allow = { allow: 'GET,HEAD,POST' }
  if (request.method === 'OPTIONS') return sendEmpty(response, 200, { ...allow, ...preflightHeaders(request, corsOrigins) })
  if (!['GET', 'HEAD', 'POST'].includes(request.method)) return sendEmpty(response, 405, allow)
  const cors = corsHeaders(request, corsOrigins)
  const stop = new AbortController()
  try {
    const { body, headers } = await withDeadline(answer(request, url, router, stop.signal), () => stop.abort())
    return send(response, 200, body, { ...cors, ...headers })
  } catch (error) {
    return sendFailure(response, error, cors)
  }
}

/** Answers the health listener: up as soon as there is a supergraph to serve. */
function handleHealth(request, response, { source, safelist }) {
  if (request.url.split('?')[0] !== '/health') return sendEmpty(response, 404)
  return source.graph && safelist?.isLoaded !== false ? send(response, 200, { status: 'UP' }) : send(response, 503, { status: 'DOWN' })
}

/** Listens, and ends the process with one sentence when it cannot. */
function listen(handler, { host, port }) {
  const server = createServer(handler)
  server.on('error', (error) => {
    process.stderr.write(`Cannot listen on ${host}:${port} (${error.code}).\n`)
    process.exit(2)
  })
  server.on('listening', () => log('INFO', 'listening', { host, port }))
  return server.listen(port, host)
}

/** Stops taking requests, lets those in flight end within the grace, and leaves. */
function stop(servers) {
  log('INFO', 'stopping')
  setTimeout(() => process.exit(0), GRACE_MS).unref()
  const closed = servers.map((server) => new Promise((resolve) => { server.close(resolve) }))
  for (const server of servers) server.closeIdleConnections()
  Promise.all(closed).then(() => process.exit(0))
}

/** Starts the router. */
function main() {
  const settings = readSettings(process.env)
  const source = new GraphFile(settings.supergraphFile, settings.urls)
  source.watch()
  const safelist = settings.safelistFile && new Safelist(settings.safelistFile)
  safelist?.watch()
  const router = { source, safelist, settings }
  const servers = [
    listen((request, response) => handle(request, response, router), settings.listen),
    listen((request, response) => handleHealth(request, response, router), settings.healthListen),
  ]
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop(servers))
}

try {
  main()
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
