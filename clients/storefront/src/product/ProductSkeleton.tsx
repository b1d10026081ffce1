import { Lines } from '../ui/Skeleton'

/** As much room as a product takes, before it is there. */
export function ProductSkeleton() {
  return (
    <div className="product">
      <div className="product-tile skeleton" />
      <div className="product-words">
        <Lines count={6} label="Loading the product…" />
      </div>
    </div>
  )
}
