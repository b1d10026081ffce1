import { useParams, useSearchParams } from 'react-router'
import { problemOf } from '../graph/problem'
import { NotFoundPage } from '../app/NotFoundPage'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { filterOf, readBrowseState, writeBrowseState, type BrowseState } from './browseState'
import { Filters } from './Filters'
import { Opening } from './Opening'
import { ProductGrid } from './ProductGrid'
import { ShelfNav } from './ShelfNav'
import { placeOf, useShelves } from './useShelves'

/** All products, or those of one category, as the URL says. */
export function BrowsePage() {
  const { slug = null } = useParams()
  const [params, setParams] = useSearchParams()
  const { shelves, error, loading, refetch } = useShelves()
  const state = readBrowseState(params)
  const place = slug && shelves ? placeOf(shelves, slug) : null
  const problem = problemOf(error)
  if (slug && shelves && !place) return <NotFoundPage what="shelf" />

  const change = (next: BrowseState) =>
    setParams(writeBrowseState(next), { preventScrollReset: true })
  // Without the shelves a category's id is not known; without a category none is needed.
  const isReady = !slug || place
  return (
    <>
      {slug ? <PageTitle title={place?.name ?? spelled(slug)} /> : <Opening />}
      <ShelfNav shelves={shelves} place={place} loading={loading} />
      {problem && !shelves && (
        <ProblemNotice
          problem={problem}
          title="The shelves did not load."
          onRetry={() => void refetch()}
        />
      )}
      <section aria-label="Products">
        <Filters state={state} onChange={change} />
        {isReady && (
          <ProductGrid
            filter={filterOf(state, place ? [...place.ids] : null)}
            state={state}
            onChange={change}
          />
        )}
      </section>
    </>
  )
}

/** A category's name as far as its address tells it, until the shelves are there. */
function spelled(slug: string): string {
  const words = slug.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
