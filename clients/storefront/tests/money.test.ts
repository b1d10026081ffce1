import { describe, expect, it } from 'vitest'
import { formatMoney, isSameMoney, plus, times } from '../src/money/money'

const eur = (amount: string) => ({ amount, currency: 'EUR' })

describe('money', () => {
  it('is exact where floats are not', () => {
    expect(plus(eur('0.10'), eur('0.20'))).toEqual(eur('0.30'))
    expect(times(eur('1.10'), 3)).toEqual(eur('3.30'))
    expect(times(eur('90071992547409.93'), 100)).toEqual(eur('9007199254740993.00'))
  })

  it('keeps two places, and more only when they say something', () => {
    expect(plus(eur('5'), eur('0.5'))).toEqual(eur('5.50'))
    expect(times(eur('0.0005'), 1)).toEqual(eur('0.0005'))
    expect(times(eur('-0.05'), 1)).toEqual(eur('-0.05'))
  })

  it('is written as the reader writes it, from the digits themselves', () => {
    expect(formatMoney(eur('1234.50'), 'en-IE')).toBe('€1,234.50')
    expect(formatMoney(eur('90071992547409.93'), 'en-IE')).toBe('€90,071,992,547,409.93')
  })

  it('refuses what is no amount, and two currencies', () => {
    expect(() => times(eur('1e3'), 1)).toThrow('no decimal amount')
    expect(() => plus(eur('1'), { amount: '1', currency: 'USD' })).toThrow('Two currencies')
  })

  it('is the same by value, not by spelling', () => {
    expect(isSameMoney(eur('3.9'), eur('3.90'))).toBe(true)
    expect(isSameMoney(eur('9.90'), eur('10'))).toBe(false)
    expect(isSameMoney(eur('1'), { amount: '1', currency: 'USD' })).toBe(false)
  })
})
