import { useEffect, useState, type FormEvent } from 'react'
import { amountOf, SORTS, type BrowseState, type SortName } from './browseState'

/** Sorting, price range and tags; every change goes to the URL. */
export function Filters(props: { state: BrowseState; onChange: (state: BrowseState) => void }) {
  const { state, onChange } = props
  return (
    <div className="filters">
      <label className="select">
        <span>Sort by</span>
        <select
          value={state.sort}
          onChange={(event) => onChange({ ...state, sort: event.target.value as SortName })}
        >
          {Object.entries(SORTS).map(([name, { label }]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <PriceRange state={state} onChange={onChange} />
    </div>
  )
}

type Props = Parameters<typeof Filters>[0]

function PriceRange({ state, onChange }: Props) {
  const [min, setMin] = useState(state.priceMin)
  const [max, setMax] = useState(state.priceMax)
  useEffect(() => {
    setMin(state.priceMin)
    setMax(state.priceMax)
  }, [state.priceMin, state.priceMax])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange({ ...state, priceMin: amountOf(min), priceMax: amountOf(max) })
  }
  return (
    <form className="price-range" onSubmit={submit}>
      <fieldset>
        <legend>Price in €</legend>
        <input
          aria-label="From"
          placeholder="From"
          inputMode="decimal"
          value={min}
          onChange={(event) => setMin(event.target.value)}
        />
        <span aria-hidden="true">–</span>
        <input
          aria-label="To"
          placeholder="To"
          inputMode="decimal"
          value={max}
          onChange={(event) => setMax(event.target.value)}
        />
        <button type="submit" className="button button-quiet">
          Apply
        </button>
      </fieldset>
    </form>
  )
}
