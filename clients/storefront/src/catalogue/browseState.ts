import type { ProductFilter, ProductSort } from '../generated/graph'

/** How the list is ordered; the word is what the URL says. */
export type SortName = 'name' | 'newest' | 'price-up' | 'price-down'

/** What a person looks at; all of it is in the URL, so that it can be kept and sent. */
export interface BrowseState {
  readonly sort: SortName
  readonly priceMin: string
  readonly priceMax: string
  readonly tags: readonly string[]
}

/** The orders offered, in the order they are offered. */
export const SORTS: Readonly<Record<SortName, { label: string; sort: ProductSort }>> = {
  name: { label: 'Name', sort: { field: 'NAME', direction: 'ASC' } },
  newest: { label: 'Newest', sort: { field: 'CREATED_AT', direction: 'DESC' } },
  'price-up': { label: 'Price, low to high', sort: { field: 'PRICE', direction: 'ASC' } },
  'price-down': { label: 'Price, high to low', sort: { field: 'PRICE', direction: 'DESC' } },
}

// By name every shelf is mixed in; the newest are often all of one delivery.
const USUAL: SortName = 'name'

/** Reads the state from a URL; what makes no sense there is left out. */
export function readBrowseState(params: URLSearchParams): BrowseState {
  const sort = params.get('sort') ?? ''
  return {
    sort: isSortName(sort) ? sort : USUAL,
    priceMin: amountOf(params.get('min')),
    priceMax: amountOf(params.get('max')),
    tags: [...new Set(params.getAll('tag').filter(Boolean))],
  }
}

/** The URL of a state; what is usual is left out. */
export function writeBrowseState(state: BrowseState): URLSearchParams {
  const params = new URLSearchParams()
  if (state.sort !== USUAL) params.set('sort', state.sort)
  if (state.priceMin) params.set('min', state.priceMin)
  if (state.priceMax) params.set('max', state.priceMax)
  state.tags.forEach((tag) => params.append('tag', tag))
  return params
}

/** The conditions of a state, in these categories; null categories are all of them. */
export function filterOf(state: BrowseState, categoryIds: string[] | null): ProductFilter {
  return {
    ...(categoryIds && { categoryIds }),
    ...(state.tags.length > 0 && { tags: [...state.tags] }),
    ...(state.priceMin && { priceMin: state.priceMin }),
    ...(state.priceMax && { priceMax: state.priceMax }),
  }
}

/** What a person typed as an amount, as a decimal; empty when it is none. */
export function amountOf(typed: string | null): string {
  const amount = (typed ?? '').trim().replace(',', '.')
  return /^\d{1,7}(\.\d{1,2})?$/.test(amount) ? amount : ''
}

function isSortName(text: string): text is SortName {
  return Object.hasOwn(SORTS, text)
}
