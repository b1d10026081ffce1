/** An exact amount, as the graph gives it. */
export interface MoneyValue {
  readonly amount: string
  readonly currency: string
}

/** The amount as people write it; formatted from the decimal string, never by way of a float. */
export function formatMoney({ amount, currency }: MoneyValue, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return format.format(amount as Intl.StringNumericLiteral)
}

/** *quantity* pieces at this price. */
export function times(price: MoneyValue, quantity: number): MoneyValue {
  return ofUnits(units(price.amount) * BigInt(quantity), price.currency)
}

/** Both together; throws when the currencies differ. */
export function plus(a: MoneyValue, b: MoneyValue): MoneyValue {
  if (a.currency !== b.currency) throw new Error('Two currencies cannot be added.')
  return ofUnits(units(a.amount) + units(b.amount), a.currency)
}

/** Whether both are the same amount, however it is spelled. */
export function isSameMoney(a: MoneyValue, b: MoneyValue): boolean {
  return a.currency === b.currency && units(a.amount) === units(b.amount)
}

// The graph's amounts have at most this many places, whatever the currency.
const PLACES = 4

/** What the input wants, in hundredths or finer, as an integer. */
function units(amount: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(amount)
  if (!match) throw new Error(`${amount} is no decimal amount.`)
  const [, sign, whole = '0', fraction = ''] = match
  const value = BigInt(whole + fraction.padEnd(PLACES, '0'))
  return sign ? -value : value
}

function ofUnits(value: bigint, currency: string): MoneyValue {
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, '0')
  const whole = digits.slice(0, -PLACES)
  const fraction = digits.slice(-PLACES).replace(/0{1,2}$/, '')
  return { amount: `${value < 0n ? '-' : ''}${whole}.${fraction}`, currency }
}
