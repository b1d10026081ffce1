import { Link } from 'react-router'
import { Money } from '../money/Money'
import { Tile } from '../tile/Tile'
import type { OrderView } from './useOrder'

/** What was bought, as it was then; today's product is only a link and a picture. */
export function OrderLines({ order, partsMissing }: { order: OrderView; partsMissing: boolean }) {
  if (order.items.length === 0) return null
  return (
    <section aria-labelledby="items">
      <h2 id="items">{order.status === 'REJECTED' ? 'What you wanted' : 'What you bought'}</h2>
      <ul className="lines">
        {order.items.map((item) => (
          <OrderLine key={item.id} item={item} partsMissing={partsMissing} />
        ))}
      </ul>
    </section>
  )
}

function OrderLine({
  item,
  partsMissing,
}: {
  item: OrderView['items'][number]
  partsMissing: boolean
}) {
  const { product, productName, sku, quantity, unitPrice, lineTotal } = item
  return (
    <li className="line">
      <div className="line-tile">
        <Tile sku={sku} categorySlug={product?.category?.slug ?? null} />
      </div>
      <div className="line-words">
        <h3 className="line-name">
          {product ? <Link to={`/p/${product.slug}`}>{productName}</Link> : productName}
        </h3>
        <p className="fine-print">
          {quantity} × <Money value={unitPrice} /> · {sku}
        </p>
        {!product && (
          <p className="fine-print">
            {partsMissing
              ? 'The product itself cannot be shown right now; this is what you bought.'
              : 'No longer in the shop; this is what you bought.'}
          </p>
        )}
      </div>
      <p className="line-total">
        <Money value={lineTotal} />
      </p>
    </li>
  )
}
