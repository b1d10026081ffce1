/** What the stand-in reads from its environment, checked once at the start. */

/** A missing or malformed environment value; the message is one sentence for the person who starts it. */
export class SettingsError extends Error {}

/** A value that must be there. */
function required(env, name) {
  if (!env[name]) throw new SettingsError(`${name} must be set.`)
  return env[name]
}

/** `host:port` as Node listens on it. */
function address(env, name, fallback) {
  const match = /^(?:\[(.+)\]|([^:]*)):(\d+)$/.exec(env[name] || fallback)
  if (!match) throw new SettingsError(`${name} must look like ${fallback}.`)
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port: Number(match[3]) }
}

/** `true` or `false`. */
function flag(env, name) {
  const value = env[name] || 'false'
  if (!['true', 'false'].includes(value)) throw new SettingsError(`${name} must be true or false.`)
  return value === 'true'
}

/** The address that replaces a subgraph's own, from `USERS_URL` and the like; undefined keeps its own. */
function urlOverride(env, subgraph) {
  const name = `${subgraph.toUpperCase()}_URL`
  if (env[name] && !URL.canParse(env[name])) throw new SettingsError(`${name} must be a URL.`)
  return env[name] || undefined
}

/** All settings, frozen. */
export function readSettings(env) {
  const subgraphs = ['users', 'products', 'orders']
  return Object.freeze({
    supergraphFile: required(env, 'SUPERGRAPH_FILE'),
    secrets: Object.fromEntries(subgraphs.map((subgraph) => [subgraph, required(env, `ROUTER_SECRET_${subgraph.toUpperCase()}`)])),
    listen: address(env, 'LISTEN', '127.0.0.1:4000'),
    healthListen: address(env, 'HEALTH_LISTEN', '127.0.0.1:8088'),
    introspection: flag(env, 'INTROSPECTION'),
    exposeQueryPlan: flag(env, 'EXPOSE_QUERY_PLAN'),
    // Without a table of operations every operation is answered: the internal listener.
    safelistFile: 'SAFELIST_FILE' in env ? required(env, 'SAFELIST_FILE') : undefined,
    corsOrigins: (env.CORS_ORIGINS || '').split(',').filter(Boolean),
    urls: Object.fromEntries(subgraphs.map((subgraph) => [subgraph, urlOverride(env, subgraph)])),
  })
}
