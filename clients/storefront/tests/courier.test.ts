import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Keep } from '../src/app/keep'
import { createCourier } from '../src/intention/courier'
import { createIntentionStore, type Intention } from '../src/intention/intentionStore'
import { BACKOFF_MS, type Verdict } from '../src/intention/progress'
import { blockedKeep, crampedKeep, memoryKeep } from './keeps'

const problem = { code: 'UNREACHABLE', message: '', correlationId: null, retryAfterMs: null }
const LOST = { kind: 'unknown', problem } as const
const DONE = { kind: 'settled', result: 'placed' } as const

/** A courier to a graph that gives these verdicts, then the last one for ever. */
const courierTo = (...verdicts: Verdict<string>[]) => courierWith(memoryKeep(), verdicts)

function courierWith(keep: Keep, verdicts: Verdict<string>[]) {
  const store = createIntentionStore(keep, 'usr_1')
  const keys: string[] = []
  const deliver = async ({ key }: Intention<unknown>) => {
    keys.push(key)
    return verdicts.length > 1 ? verdicts.shift()! : verdicts[0]!
  }
  return { courier: createCourier({ name: 'placeOrder', store, deliver }), store, keys }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a courier', () => {
  it('stores the key before it sends, and drops it with the outcome', async () => {
    const { courier, store } = courierTo(DONE)
    courier.send({})
    expect(store.find('placeOrder')).not.toBeNull()
    await vi.runAllTimersAsync()
    expect(courier.current()).toEqual(DONE)
    expect(store.find('placeOrder')).toBeNull()
  })

  it('sends once however often the button is pressed', async () => {
    const { courier, keys } = courierTo(DONE)
    courier.send({})
    courier.send({})
    courier.retry()
    await vi.runAllTimersAsync()
    expect(keys).toHaveLength(1)
  })

  it('tries again with the same key until the outcome is known', async () => {
    const { courier, keys } = courierTo(LOST, LOST, DONE)
    courier.send({})
    await vi.runAllTimersAsync()
    expect(courier.current()).toEqual(DONE)
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it('stops by itself after a while, and keeps the key', async () => {
    const { courier, store, keys } = courierTo(LOST)
    courier.send({})
    await vi.runAllTimersAsync()
    expect(keys).toHaveLength(BACKOFF_MS.length + 1)
    expect(courier.current().kind).toBe('stuck')
    expect(store.find('placeOrder')).not.toBeNull()
  })

  it('waits as long as the graph says while it is at work', async () => {
    const atWork = { kind: 'inProgress', retryAfterMs: 700, orderId: 'ord_1' } as const
    const { courier, store, keys } = courierTo(atWork, DONE)
    courier.send({})
    await vi.advanceTimersByTimeAsync(699)
    expect(keys).toHaveLength(1)
    expect(store.find('placeOrder')?.orderId).toBe('ord_1')
    await vi.advanceTimersByTimeAsync(1)
    expect(courier.current()).toEqual(DONE)
  })

  it('resumes with the same key after a sign-in', async () => {
    const { courier, store, keys } = courierTo({ kind: 'signIn' }, DONE)
    courier.send({})
    await vi.runAllTimersAsync()
    expect(courier.current().kind).toBe('signIn')
    expect(store.find('placeOrder')).not.toBeNull()
    courier.resume()
    await vi.runAllTimersAsync()
    expect(courier.current()).toEqual(DONE)
    expect(new Set(keys).size).toBe(1)
  })

  it('finishes an earlier wish before another one', async () => {
    const { courier } = courierTo({ kind: 'signIn' }, DONE)
    expect(courier.send({ total: '5.00' })).toBe('this')
    await vi.runAllTimersAsync()
    expect(courier.send({ total: '9.00' })).toBe('earlier')
  })

  it('takes a delivery that breaks for a lost one', async () => {
    const store = createIntentionStore(memoryKeep(), 'usr_1')
    const deliver = () => Promise.reject(new Error('broken'))
    const courier = createCourier({ name: 'placeOrder', store, deliver })
    courier.send({})
    await vi.runAllTimersAsync()
    expect(courier.current().kind).toBe('stuck')
    expect(store.find('placeOrder')).not.toBeNull()
  })

  it('sends nothing, and says so, when the browser keeps no key', async () => {
    for (const keep of [blockedKeep, crampedKeep(() => true)]) {
      const { courier, keys } = courierWith(keep, [DONE])
      expect(courier.send({})).toBe('none')
      await vi.runAllTimersAsync()
      expect(courier.current().kind).toBe('unkept')
      expect(keys).toHaveLength(0)
    }
  })

  it('sends once there is room again', async () => {
    let isFull = true
    const { courier, keys } = courierWith(
      crampedKeep(() => isFull),
      [DONE],
    )
    courier.send({})
    isFull = false
    expect(courier.send({})).toBe('this')
    await vi.runAllTimersAsync()
    expect(courier.current()).toEqual(DONE)
    expect(keys).toHaveLength(1)
  })

  it('goes on with what it sent when the room runs out meanwhile', async () => {
    let isFull = false
    const atWork = { kind: 'inProgress', retryAfterMs: 700, orderId: 'ord_1' } as const
    const { courier, keys } = courierWith(
      crampedKeep(() => isFull),
      [atWork, DONE],
    )
    courier.send({})
    isFull = true
    await vi.runAllTimersAsync()
    expect(courier.current()).toEqual(DONE)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  it('has nothing to resume when all is settled', () => {
    const { courier, keys } = courierTo(DONE)
    courier.resume()
    expect(keys).toHaveLength(0)
  })
})
