import { useQuery } from '@apollo/client/react'
import { COUNTRIES } from '../checkout/countries'
import { useDestination } from '../checkout/destination'
import { ShippingEstimateDocument } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { Money } from '../money/Money'

/** What carrying one piece costs to the chosen country. */
export function ShippingNote({ slug }: { slug: string }) {
  const [countryCode, setCountryCode] = useDestination()
  const variables = { slug, countryCode }
  const { data, error, loading, refetch } = useQuery(ShippingEstimateDocument, { variables })
  const estimate = data?.product?.shippingEstimate
  return (
    <div className="shipping">
      <label className="select">
        <span>Ship to</span>
        <select value={countryCode} onChange={(event) => setCountryCode(event.target.value)}>
          {COUNTRIES.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p role="status">
        {estimate && (
          <>
            <Money value={estimate} /> for one piece
          </>
        )}
        {!estimate && loading && 'Looking it up…'}
        {!estimate &&
          !loading &&
          (error ? `${problemOf(error)?.message} ` : 'We do not ship there.')}
        {!estimate && error && (
          <button type="button" className="link" onClick={() => void refetch()}>
            Try again
          </button>
        )}
      </p>
    </div>
  )
}
