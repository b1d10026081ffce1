import { expect, it } from 'vitest'
import { nextPath, signInPath } from '../src/session/signInPath'

const next = (path: string) => nextPath(new URLSearchParams({ next: path }))

it('signing in leads back to a page of the shop, and nowhere else', () => {
  expect(signInPath('/p/kettle?x=1')).toBe('/sign-in?next=%2Fp%2Fkettle%3Fx%3D1')
  expect(next('/checkout')).toBe('/checkout')
  expect(next('https://elsewhere.example')).toBe('/')
  expect(next('//elsewhere.example')).toBe('/')
  expect(next('/\\elsewhere.example')).toBe('/')
})
