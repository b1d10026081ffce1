/** Where this deployment's graph is; read from `/config.json`, so one build serves every place. */
export interface Config {
  readonly graphql: string
}

/** Fetches the configuration; throws when it is missing or says nothing of use. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json', { cache: 'no-cache' })
  if (!response.ok) throw new Error(`/config.json answered ${response.status}.`)
  const config: unknown = await response.json()
  if (typeof config !== 'object' || config === null || !('graphql' in config)) {
    throw new Error('/config.json names no graph.')
  }
  return { graphql: String(config.graphql) }
}
