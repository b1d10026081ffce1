import { describe, expect, it } from 'vitest'
import { amountOf, filterOf, readBrowseState, writeBrowseState } from '../src/catalogue/browseState'

describe('what a person looks at', () => {
  it('survives the way through the URL', () => {
    const query = 'sort=price-up&min=10&max=49.90&tag=steel&tag=tea'
    expect(writeBrowseState(readBrowseState(new URLSearchParams(query))).toString()).toBe(query)
  })

  it('leaves the usual out of the URL', () => {
    expect(writeBrowseState(readBrowseState(new URLSearchParams('sort=name'))).toString()).toBe('')
  })

  it('leaves out what makes no sense', () => {
    const state = readBrowseState(new URLSearchParams('sort=toString&min=-3&max=cheap&tag='))
    expect(state).toEqual({ sort: 'name', priceMin: '', priceMax: '', tags: [] })
  })

  it('takes an amount as people type it', () => {
    expect(amountOf(' 19,90 ')).toBe('19.90')
    expect(amountOf('1e9')).toBe('')
  })

  it('asks the graph only for conditions that are set', () => {
    const state = readBrowseState(new URLSearchParams('max=50'))
    expect(filterOf(state, null)).toEqual({ priceMax: '50' })
    expect(filterOf(state, ['cat_1'])).toEqual({ categoryIds: ['cat_1'], priceMax: '50' })
  })
})
