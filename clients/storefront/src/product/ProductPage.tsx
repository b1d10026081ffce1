import { useQuery } from '@apollo/client/react'
import { Link, useParams } from 'react-router'
import { NotFoundPage } from '../app/NotFoundPage'
import { StockNote } from '../catalogue/StockNote'
import { ProductPageDocument, type ProductPageQuery } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { Money } from '../money/Money'
import { Tile } from '../tile/Tile'
import { PageTitle } from '../ui/PageTitle'
import { ProblemNotice } from '../ui/ProblemNotice'
import { AddToCart } from './AddToCart'
import { Details } from './Details'
import { ProductSkeleton } from './ProductSkeleton'
import { PurchasedNote } from './PurchasedNote'
import { ShippingNote } from './ShippingNote'

type Product = NonNullable<ProductPageQuery['product']>

/** One product; the parts that need the viewer or another subgraph load apart and fail alone. */
export function ProductPage() {
  const { slug = '' } = useParams()
  const { data, error, loading, refetch } = useQuery(ProductPageDocument, { variables: { slug } })
  const problem = problemOf(error)
  const product = data?.product
  if (product) return <ProductView product={product} />
  if (loading) return <ProductSkeleton />
  if (!problem) return <NotFoundPage what="product" />
  return (
    <>
      <PageTitle title="Product" />
      <ProblemNotice
        problem={problem}
        title="The product did not load."
        onRetry={() => void refetch()}
      />
    </>
  )
}

function ProductView({ product }: { product: Product }) {
  const isForSale = product.status === 'ACTIVE'
  return (
    <article className="product">
      <div className="product-tile">
        <Tile sku={product.sku} categorySlug={product.category?.slug ?? null} />
      </div>
      <div className="product-words">
        <Trail category={product.category} />
        <PageTitle title={product.name} />
        <p className="product-price">
          <Money value={product.price} /> <span className="fine-print">including tax</span>
        </p>
        {isForSale ? (
          <StockNote level={product.inventory?.level ?? null} />
        ) : (
          <p className="stock stock-out_of_stock">No longer for sale</p>
        )}
        <PurchasedNote slug={product.slug} />
        {product.description && <p className="product-description">{product.description}</p>}
        {isForSale && <AddToCart product={product} />}
        <ShippingNote slug={product.slug} />
        <Details product={product} />
      </div>
    </article>
  )
}

function Trail({ category }: { category: Product['category'] }) {
  if (!category) return null
  return (
    <nav aria-label="Where this is" className="trail">
      {category.parent && (
        <>
          <Link to={`/c/${category.parent.slug}`}>{category.parent.name}</Link>
          <span aria-hidden="true"> / </span>
        </>
      )}
      <Link to={`/c/${category.slug}`}>{category.name}</Link>
    </nav>
  )
}
