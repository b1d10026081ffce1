import { useQuery } from '@apollo/client/react'
import type { RefObject } from 'react'
import { ProductListDocument, type ProductFilter, type ProductListQuery } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { LoadMore } from '../ui/LoadMore'
import { ProblemNotice } from '../ui/ProblemNotice'
import { useLoadMore } from '../ui/useLoadMore'
import { SORTS, type BrowseState } from './browseState'
import { EmptyShelf } from './EmptyShelf'
import { CardSkeleton, ProductCard } from './ProductCard'
import { TagChoice } from './TagChoice'

// Divisible by two, three and four columns.
const PAGE = 12

type List = NonNullable<ProductListQuery['products']>
type Choice = { state: BrowseState; onChange: (state: BrowseState) => void }

/** The products of a filter, page by page; further pages are added below. */
export function ProductGrid({ filter, ...choice }: Choice & { filter: ProductFilter }) {
  const variables = { first: PAGE, filter, sort: SORTS[choice.state.sort].sort }
  const { data, error, loading, refetch, fetchMore } = useQuery(ProductListDocument, { variables })
  const list = data?.products
  const after = list?.pageInfo.endCursor
  const more = useLoadMore(list?.edges.length ?? 0, () => fetchMore({ variables: { after } }))
  const problem = problemOf(error)
  if (loading && !list) return <GridSkeleton />
  const title = list ? 'A part of the list did not load.' : 'The products did not load.'
  return (
    <>
      {list && <Products list={list} grid={more.list} {...choice} />}
      {problem && <ProblemNotice problem={problem} title={title} onRetry={() => void refetch()} />}
      {list?.pageInfo.hasNextPage && <LoadMore label="Load more" more={more} />}
    </>
  )
}

function Products(props: Choice & { list: List; grid: RefObject<HTMLUListElement | null> }) {
  const { list, grid, state, onChange } = props
  const tags = list.edges.flatMap(({ node }) => node.tags)
  return (
    <>
      <TagChoice shown={tags} state={state} onChange={onChange} />
      {list.edges.length === 0 && <EmptyShelf />}
      <p className="result-count" role="status">
        {list.edges.length > 0 && countWords(list.totalCount ?? list.edges.length)}
      </p>
      <ul className="grid" ref={grid}>
        {list.edges.map(({ node }) => (
          <li key={node.id}>
            <ProductCard product={node} />
          </li>
        ))}
      </ul>
    </>
  )
}

function GridSkeleton() {
  return (
    <>
      <div className="tags tags-skeleton" aria-hidden="true" />
      <p className="result-count" role="status">
        Loading products…
      </p>
      <ul className="grid">
        {Array.from({ length: PAGE }, (_, index) => (
          <li key={index}>
            <CardSkeleton />
          </li>
        ))}
      </ul>
    </>
  )
}

const countWords = (count: number) => (count === 1 ? '1 product' : `${count} products`)
