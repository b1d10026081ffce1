import { countryName } from '../checkout/countries'
import { Day } from '../ui/Day'
import type { OrderView } from './useOrder'

/** Where the parcel goes, and how far it is. */
export function Parcel({ order: { shippingAddress: address, shipment } }: { order: OrderView }) {
  const town = [address.postalCode, address.city].join(' ')
  const lines = [address.name, address.line1, address.line2, town, address.region]
  return (
    <section className="summary" aria-labelledby="parcel">
      <h2 id="parcel">Parcel</h2>
      <address>
        {lines.filter(Boolean).map((line, index) => (
          <span key={index}>{line}</span>
        ))}
        <span>{countryName(address.countryCode)}</span>
      </address>
      {shipment && (
        <p>
          With {shipment.carrier} since <Day at={shipment.shippedAt} />
          {shipment.deliveredAt && (
            <>
              , delivered <Day at={shipment.deliveredAt} />
            </>
          )}
          .{' '}
          {shipment.trackingUrl && /^https:/.test(shipment.trackingUrl) ? (
            <a href={shipment.trackingUrl} rel="noreferrer" target="_blank">
              Follow the parcel {shipment.trackingNumber} (opens a new tab)
            </a>
          ) : (
            shipment.trackingNumber && `Number ${shipment.trackingNumber}.`
          )}
        </p>
      )}
    </section>
  )
}
