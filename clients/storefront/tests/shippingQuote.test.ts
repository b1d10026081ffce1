import { describe, expect, it } from 'vitest'
import { isExact, quoteFor } from '../src/checkout/shippingQuote'

const sample = (grams: number, amount: string) => ({ grams, price: { amount, currency: 'EUR' } })
const SAMPLES = [
  sample(200, '3.90'),
  sample(950, '3.90'),
  sample(1_100, '5.90'),
  sample(4_000, '5.90'),
]

describe('what a parcel will cost', () => {
  it('is known between two pieces that cost the same', () => {
    const quote = quoteFor(600, SAMPLES)!
    expect(quote.atMost?.amount).toBe('3.90')
    expect(isExact(quote)).toBe(true)
  })

  it('is a range where the price steps up', () => {
    const quote = quoteFor(1_000, SAMPLES)!
    expect([quote.atLeast.amount, quote.atMost?.amount]).toEqual(['3.90', '5.90'])
    expect(isExact(quote)).toBe(false)
  })

  it('is open above the heaviest piece, and unknown without any', () => {
    const quote = quoteFor(9_000, SAMPLES)!
    expect(quote).toEqual({ atLeast: { amount: '5.90', currency: 'EUR' }, atMost: null })
    expect(isExact(quote)).toBe(false)
    expect(quoteFor(500, [])).toBeNull()
  })
})
