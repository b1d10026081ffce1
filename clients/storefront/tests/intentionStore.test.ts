import { describe, expect, it } from 'vitest'
import { createIntentionStore, isSameWish } from '../src/intention/intentionStore'
import { memoryKeep } from './keeps'

describe('an intention', () => {
  it('keeps its key across a reload', () => {
    const keep = memoryKeep()
    const { key } = createIntentionStore(keep, 'usr_1').begin('placeOrder', { total: '5.00' })!
    expect(key.length).toBeGreaterThanOrEqual(16)
    expect(createIntentionStore(keep, 'usr_1').find('placeOrder')?.key).toBe(key)
  })

  it('is not replaced by another wish before it is settled', () => {
    const store = createIntentionStore(memoryKeep(), 'usr_1')
    const first = store.begin('placeOrder', { total: '5.00' })!
    const second = store.begin('placeOrder', { total: '9.00' })!
    expect(second).toEqual(first)
    expect(isSameWish(second, { total: '9.00' })).toBe(false)
  })

  it('is the same wish whatever the order of its names', () => {
    const store = createIntentionStore(memoryKeep(), 'usr_1')
    const wish = store.begin<object>('placeOrder', { a: 1, b: { c: [1, 2], d: null } })!
    expect(isSameWish(wish, { b: { d: null, c: [1, 2] }, a: 1, e: undefined })).toBe(true)
    expect(isSameWish(wish, { b: { d: null, c: [2, 1] }, a: 1 })).toBe(false)
  })

  it('gives way to a new key once it is settled', () => {
    const store = createIntentionStore(memoryKeep(), 'usr_1')
    const { key } = store.begin('placeOrder', {})!
    store.settle('placeOrder')
    expect(store.find('placeOrder')).toBeNull()
    expect(store.begin('placeOrder', {})?.key).not.toBe(key)
  })

  it('is the buyer’s own', () => {
    const keep = memoryKeep()
    createIntentionStore(keep, 'usr_1').begin('placeOrder', {})
    expect(createIntentionStore(keep, 'usr_2').find('placeOrder')).toBeNull()
  })

  it('remembers the order it became', () => {
    const store = createIntentionStore(memoryKeep(), 'usr_1')
    store.begin('placeOrder', {})
    store.became('placeOrder', 'ord_1')
    expect(store.find('placeOrder')?.orderId).toBe('ord_1')
  })
})
