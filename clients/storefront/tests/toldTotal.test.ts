import { describe, expect, it } from 'vitest'
import type { WishPlacement } from '../src/checkout/deliveries'
import { toldTotal } from '../src/checkout/toldTotal'

const eur = (amount: string) => ({ __typename: 'Money' as const, amount, currency: 'EUR' })
const address = { name: 'W', line1: 'L', city: 'B', postalCode: '10115', countryCode: 'DE' }
const LINES = [{ productId: 'prd_1', name: 'Kettle', quantity: 2 }]
const CHANGED = {
  __typename: 'PriceChanged' as const,
  code: 'PRICE_CHANGED',
  message: '',
  path: null,
  expected: eur('10.00'),
  actual: eur('12.00'),
}
const refused: WishPlacement = {
  order: null,
  refusals: [CHANGED],
  wish: { lines: LINES, order: { shippingAddress: address, paymentMethodToken: 'tok_visa' } },
}

describe('a total the shop named', () => {
  it('stands for the pieces and the country it was named for', () => {
    expect(toldTotal(refused, [...LINES], 'DE')?.actual.amount).toBe('12.00')
  })

  it('says nothing about others', () => {
    expect(toldTotal(refused, LINES, 'AT')).toBeNull()
    expect(toldTotal(refused, [{ ...LINES[0]!, quantity: 3 }], 'DE')).toBeNull()
    expect(toldTotal({ ...refused, refusals: [] }, LINES, 'DE')).toBeNull()
    expect(toldTotal(null, LINES, 'DE')).toBeNull()
  })
})
