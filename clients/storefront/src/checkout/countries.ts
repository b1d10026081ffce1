// Where the shop ships: the European Union and its neighbours. The graph has the last word.
const CODES =
  'DE AT BE BG CH CY CZ DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK US'

const names = new Intl.DisplayNames(['en'], { type: 'region' })

/** The countries offered, home first, then by name. */
export const COUNTRIES: readonly { code: string; name: string }[] = CODES.split(' ')
  .map((code) => ({ code, name: names.of(code) ?? code }))
  .sort((a, b) => Number(b.code === 'DE') - Number(a.code === 'DE') || a.name.localeCompare(b.name))

/** The name of a country; its code when it has none. */
export function countryName(code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}
