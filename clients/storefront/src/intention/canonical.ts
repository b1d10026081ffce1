/** Whether both say the same, whatever the order of their names. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

/** The same text for the same values, whatever the order of their names; undefined is absent. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`)
  return `{${entries.join(',')}}`
}
