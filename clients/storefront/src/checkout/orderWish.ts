import type { CartPartsFragment } from '../generated/graph'
import type { MoneyValue } from '../money/money'
import type { AddressDraft } from './addressDraft'
import type { OrderWish, WishLine } from './wish'

/** What is in *cart*, as a wish says it. */
export function linesOf(cart: CartPartsFragment): WishLine[] {
  return cart.items.map(({ quantity, product }) => ({
    productId: product?.id ?? '',
    name: product?.name ?? '',
    quantity,
  }))
}

/** The wish to order *cart* as it is shown: to that address, with that card, for that total. */
export function orderWish(
  cart: CartPartsFragment,
  draft: AddressDraft,
  paymentMethodToken: string,
  total: MoneyValue,
): OrderWish {
  const { name, line1, line2, city, region, postalCode, countryCode } = draft
  return {
    lines: linesOf(cart),
    order: {
      shippingAddress: {
        name: name.trim(),
        line1: line1.trim(),
        line2: line2.trim() || null,
        city: city.trim(),
        region: region.trim() || null,
        postalCode: postalCode.trim(),
        countryCode,
      },
      paymentMethodToken,
      expectedTotal: { amount: total.amount, currency: total.currency },
    },
  }
}
