import { Link } from 'react-router'
import type { ProductCardFragment } from '../generated/graph'
import { Money } from '../money/Money'
import { Tile } from '../tile/Tile'
import { StockNote } from './StockNote'

/** A product in a list: the whole card leads to its page. */
export function ProductCard({ product }: { product: ProductCardFragment }) {
  return (
    <article className="card">
      <div className="card-tile">
        <Tile sku={product.sku} categorySlug={product.category?.slug ?? null} />
      </div>
      <h2 className="card-name">
        <Link to={`/p/${product.slug}`}>{product.name}</Link>
      </h2>
      <p className="card-price">
        <Money value={product.price} />
      </p>
      <StockNote level={product.inventory?.level ?? null} quiet />
    </article>
  )
}

/** As much room as a card takes, before it is there. */
export function CardSkeleton() {
  return (
    <div className="card" aria-hidden="true">
      <div className="card-tile skeleton" />
      <span className="skeleton skeleton-line" />
      <span className="skeleton skeleton-line skeleton-short" />
    </div>
  )
}
