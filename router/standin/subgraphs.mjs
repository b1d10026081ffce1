/** Talks to the subgraphs: headers, timeouts, and what counts as an answer. */

// traffic_shaping in router.yaml: orders waits for a payment provider.
const TIMEOUT_MS = { orders: 7_000 }
const DEFAULT_TIMEOUT_MS = 3_000

// include_subgraph_errors.all.allow_extensions_keys in router.yaml; the rest (stack traces) stays inside.
const PASSED_KEYS = ['code', 'retryable', 'retryAfterMs', 'correlationId', 'service']

const RESPONSE_TYPES = ['application/json', 'application/graphql-response+json']

/** The function that tells which headers a subgraph gets for one client request; its credential is its own. */
export function subgraphHeaders(request, secrets) {
  const {
    authorization, 'x-request-id': requestId, 'x-real-ip': address, 'apollographql-client-name': client,
  } = request.headers
  return (service) => ({
    'content-type': 'application/json',
    accept: 'application/json, application/graphql-response+json',
    ...(authorization !== undefined && { authorization }),
    ...(requestId !== undefined && { 'x-request-id': requestId }),
    ...(address !== undefined && { 'x-real-ip': address }),
    'apollographql-client-name': client ?? 'unknown',
    'x-router-secret': secrets[service],
  })
}

/** An error the router itself has with a subgraph; it names the subgraph and never its address. */
function failure(code, message) {
  return { message, extensions: { code } }
}

/** A fetch that did not bring a usable answer. */
function httpFailure(service, reason) {
  return failure('SUBREQUEST_HTTP_ERROR', `HTTP fetch failed from '${service}': ${reason}`)
}

/** An answer that is no GraphQL response. */
function malformed(service, reason) {
  return failure('SUBREQUEST_MALFORMED_RESPONSE', `service '${service}' response was malformed: ${reason}`)
}

/** Whether a JSON value is an object. */
function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** The GraphQL response inside an HTTP answer, as data and errors. */
function readResponse(service, type, text) {
  if (!RESPONSE_TYPES.includes(type)) return { errors: [httpFailure(service, 'unsupported content-type')] }
  let body
  try {
    body = JSON.parse(text)
  } catch {
    return { errors: [malformed(service, 'not JSON')] }
  }
  if (!isObject(body)) return { errors: [malformed(service, 'not an object')] }
  const errors = Array.isArray(body.errors) ? body.errors.filter(isObject) : []
  if (body.data === undefined && errors.length === 0) return { errors: [malformed(service, 'neither data nor errors')] }
  return { data: body.data, errors }
}

/** Sends one operation and reads the answer; throws when there is none. */
async function post(service, url, headers, body, signal) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS[service] ?? DEFAULT_TIMEOUT_MS)
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.any([timeout, signal]),
  })
  const type = response.headers.get('content-type')?.split(';')[0].trim().toLowerCase()
  const { data, errors } = readResponse(service, type, await response.text())
  // The answer of a failed status is still read: it may say why, and even carry data.
  const status = response.ok ? [] : [httpFailure(service, `${response.status}: ${response.statusText}`)]
  return { data, errors: [...status, ...errors] }
}

/** The error that stands for an answer that did not come. */
function noAnswer(service, error) {
  if (!['TimeoutError', 'AbortError'].includes(error.name)) return httpFailure(service, 'tcp connect error')
  return failure('GATEWAY_TIMEOUT', 'Your request has been timed out')
}

/** Only what a client may see of a subgraph's error; its path is still the subgraph's. */
function toClientError(service, { message, path, extensions }) {
  const all = { ...extensions, service }
  const passed = PASSED_KEYS.filter((key) => all[key] !== undefined).map((key) => [key, all[key]])
  return { message: String(message), path: Array.isArray(path) ? path : [], extensions: Object.fromEntries(passed) }
}

/** The function that sends one client request's fetches; it always gives data or errors, and never throws. */
export function subgraphFetcher(addresses, headers, signal) {
  return async function fetchSubgraph(service, body) {
    const url = addresses.get(service)
    const answer = await post(service, url, headers(service), body, signal)
      .catch((error) => ({ errors: [noAnswer(service, error)] }))
    return { data: answer.data, errors: answer.errors.map((error) => toClientError(service, error)) }
  }
}
