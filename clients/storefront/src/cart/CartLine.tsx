import { Link } from 'react-router'
import type { CartPartsFragment } from '../generated/graph'
import { StockNote } from '../catalogue/StockNote'
import { times } from '../money/money'
import { Money } from '../money/Money'
import { Tile } from '../tile/Tile'
import { Notice } from '../ui/Notice'
import { QuantityPicker } from '../ui/QuantityPicker'
import { useChangeQuantity } from './useChangeQuantity'

type Item = CartPartsFragment['items'][number]

/** One line of the cart; a product that is gone can still be taken out. */
export function CartLine({ item, partsMissing }: { item: Item; partsMissing: boolean }) {
  const { wanted, change, problem, changing } = useChangeQuantity(item.id, item.quantity)
  const { product } = item
  const gone = partsMissing ? 'This product cannot be shown right now' : 'No longer for sale'
  const name = product?.name ?? gone
  return (
    <li className="line" aria-busy={changing}>
      <div className="line-tile">
        <Tile sku={product?.sku ?? item.id} categorySlug={product?.category?.slug ?? null} />
      </div>
      <div className="line-words">
        <h2 className="line-name">
          {product ? <Link to={`/p/${product.slug}`}>{name}</Link> : name}
        </h2>
        {product && (
          <p className="fine-print">
            <Money value={product.price} /> each
          </p>
        )}
        <StockNote level={product?.inventory?.level ?? null} quiet />
        <div className="line-actions">
          <QuantityPicker label={`Quantity of ${name}`} quantity={wanted} onChange={change} />
          <button type="button" className="link" onClick={() => change(0)}>
            Take out<span className="visually-hidden"> {name}</span>
          </button>
        </div>
        {problem && (
          <Notice tone="bad" live>
            <p>{problem}</p>
          </Notice>
        )}
      </div>
      {product && (
        <p className="line-total">
          <Money value={times(product.price, item.quantity)} />
        </p>
      )}
    </li>
  )
}
