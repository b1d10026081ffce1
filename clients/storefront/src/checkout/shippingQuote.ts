import { compareAmounts, type MoneyValue } from '../money/money'

/** What carrying one piece of a known weight costs to one country. */
export interface Sample {
  readonly grams: number
  readonly price: MoneyValue
}

/** What a parcel will cost: exact when both are equal, else somewhere between them. */
export interface Quote {
  readonly atLeast: MoneyValue
  readonly atMost: MoneyValue | null
}

/**
 * What a parcel of *grams* costs, from what single pieces cost. Prices go up in steps by weight,
 * so the nearest lighter and heavier pieces enclose it; null when no piece is that light.
 *
 * The graph gives no price for a whole cart. A wrong guess costs a question (PriceChanged), never money.
 */
export function quoteFor(grams: number, samples: readonly Sample[]): Quote | null {
  const lighter = samples.filter((sample) => sample.grams <= grams).map(({ price }) => price)
  const heavier = samples.filter((sample) => sample.grams >= grams).map(({ price }) => price)
  const atLeast = lighter.toSorted((a, b) => compareAmounts(b.amount, a.amount))[0]
  const atMost = heavier.toSorted((a, b) => compareAmounts(a.amount, b.amount))[0] ?? null
  if (!atLeast) return atMost && { atLeast: atMost, atMost }
  return { atLeast, atMost }
}

/** Whether the quote leaves nothing open. */
export function isExact({ atLeast, atMost }: Quote): boolean {
  return atMost !== null && compareAmounts(atLeast.amount, atMost.amount) === 0
}
