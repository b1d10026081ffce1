/** Which pages of other origins may read answers: cors in router.yaml. */

/** Headers for a page's request; none when its origin is not allowed. */
export function corsHeaders({ headers }, origins) {
  const { origin } = headers
  if (origin === undefined || !origins.includes(origin)) return { vary: 'origin' }
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
}

/** Headers for the question a browser asks before the request itself. */
export function preflightHeaders(request, origins) {
  const asked = request.headers['access-control-request-headers']
  return {
    ...corsHeaders(request, origins),
    vary: 'origin, access-control-request-headers',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    // cors.max_age in router.yaml.
    'access-control-max-age': '7200',
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
  }
}
