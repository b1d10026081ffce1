import { isSame } from '../intention/canonical'
import type { WishPlacement } from './deliveries'
import type { Refusal } from './placementVerdict'
import type { WishLine } from './wish'

/** The refusal of a total that was not the shop's own. */
export type PriceChanged = Extract<Refusal, { __typename: 'PriceChanged' }>

/**
 * The total the shop named when it refused the one that was shown: it counts more than any
 * estimate. Null when there was none, and for other pieces or another country than it was for.
 */
export function toldTotal(
  settled: WishPlacement | null,
  lines: readonly WishLine[],
  countryCode: string,
): PriceChanged | null {
  const changed = settled?.refusals.find((refusal) => refusal.__typename === 'PriceChanged')
  if (!settled || !changed) return null
  const { wish } = settled
  const isForThis =
    wish.order.shippingAddress.countryCode === countryCode && isSame(wish.lines, lines)
  return isForThis ? changed : null
}
