import type { useLoadMore } from './useLoadMore'

/** The button below a list that goes on; says so when going on failed. */
export function LoadMore(props: { label: string; more: ReturnType<typeof useLoadMore> }) {
  const { label, more } = props
  return (
    <div className="load-more">
      {more.hasFailed && <p role="alert">More did not load. Please try again.</p>}
      <button
        type="button"
        className="button button-quiet"
        aria-disabled={more.isLoading}
        onClick={more.loadMore}
      >
        {more.isLoading ? 'Loading…' : label}
      </button>
    </div>
  )
}
