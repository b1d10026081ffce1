/** From an HTTP request to GraphQL parameters: the same doors, in the same order, as Apollo Router. */
import { refuse } from './answers.mjs'

// limits.router.http_max_request_bytes in router.yaml.
const MAX_BODY_BYTES = 200_000

// csrf.required_headers in router.yaml: a browser asks first (CORS preflight) before it sends one of these.
const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight']

/** The types a form can send from any page without a preflight. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']

const JSON_TYPES = ['application/json', 'application/graphql-response+json']

const ACCEPTED = /(^|,)\s*(\*\/\*|application\/(graphql-response\+)?json|multipart\/mixed\s*;[^,]*spec=)/i

/** The request's media type without its parameters; undefined when there is none. */
function mediaType(request) {
  return request.headers['content-type']?.split(';')[0].trim().toLowerCase()
}

/** Refuses what a foreign page could have sent with a visitor's cookies. */
function checkForgery(request) {
  const type = mediaType(request)
  const asked = PREFLIGHT_HEADERS.some((name) => name in request.headers)
  if (asked || (type?.includes('/') && !FORM_TYPES.includes(type))) return
  const message = 'This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). '
    + `Send a content-type that is no form type, or one of: ${PREFLIGHT_HEADERS.join(', ')}`
  throw refuse(400, 'CSRF_ERROR', message)
}

/** Refuses media types the router neither reads nor writes. */
function checkTypes(request) {
  const { method, headers } = request
  const type = mediaType(request)
  const readable = method === 'POST' ? JSON_TYPES.includes(type) : [undefined, 'application/json'].includes(type)
  if (!readable) throw refuse(415, 'INVALID_CONTENT_TYPE_HEADER', 'The content-type header must be application/json')
  if (headers.accept !== undefined && !ACCEPTED.test(headers.accept)) {
    throw refuse(406, 'INVALID_ACCEPT_HEADER', 'The accept header must allow application/json')
  }
}

/** The whole body; one that is too large is refused before it is read to its end. */
async function readBody(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw refuse(413, 'INVALID_GRAPHQL_REQUEST', 'Request body payload too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** A request that is JSON but not GraphQL over HTTP, or not even JSON. */
function invalid(code = 'INVALID_GRAPHQL_REQUEST') {
  return refuse(400, code, 'Invalid GraphQL request')
}

/** JSON from a client; undefined stays undefined. */
function parseJson(text) {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    throw invalid()
  }
}

/** The parameters of a GET, whose variables and extensions are JSON inside the query string. */
function readQueryString(url) {
  const { query, operationName, variables, extensions } = Object.fromEntries(url.searchParams)
  return { query, operationName, variables: parseJson(variables), extensions: parseJson(extensions) }
}

/** Whether a value may stand where an optional object belongs. */
function isOptionalObject(value) {
  return value == null || (typeof value === 'object' && !Array.isArray(value))
}

/** The parameters with their types checked; null counts as absent. */
function checkParameters(parameters) {
  if (Array.isArray(parameters)) throw invalid('BATCHING_NOT_ENABLED')
  if (!parameters || typeof parameters !== 'object') throw invalid()
  const { query, operationName, variables, extensions } = parameters
  const texts = [query, operationName].every((text) => text == null || typeof text === 'string')
  if (!texts || ![variables, extensions].every(isOptionalObject)) throw invalid()
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? {},
    extensions: extensions ?? {},
  }
}

/** Query, variables, operation name and extensions of a request to /graphql. */
export async function readParameters(request, url) {
  checkForgery(request)
  checkTypes(request)
  if (request.method !== 'POST') return checkParameters(readQueryString(url))
  return checkParameters(parseJson(await readBody(request)))
}
