import { useId } from 'react'
import { Field } from '../ui/Field'
import { MOST, type AddressDraft, type AddressField } from './addressDraft'
import { COUNTRIES } from './countries'

type Problems = Readonly<Partial<Record<AddressField, string>>>

/** Where the parcel goes. */
export function AddressForm(props: {
  draft: AddressDraft
  problems: Problems
  onChange: (draft: AddressDraft) => void
}) {
  const { draft, problems, onChange } = props
  const field = (name: Exclude<AddressField, 'countryCode'>, autoComplete: string) => ({
    name,
    autoComplete: `shipping ${autoComplete}`,
    maxLength: MOST,
    value: draft[name],
    problem: problems[name],
    onChange: (event: { target: { value: string } }) =>
      onChange({ ...draft, [name]: event.target.value }),
  })
  return (
    <div className="form address">
      <Field label="Name" required {...field('name', 'name')} />
      <Field label="Street and number" required {...field('line1', 'address-line1')} />
      <Field label="Flat, floor, company" {...field('line2', 'address-line2')} />
      <div className="form-row">
        <Field label="Postal code" required {...field('postalCode', 'postal-code')} />
        <Field label="Town" required {...field('city', 'address-level2')} />
      </div>
      <Field label="State or province" {...field('region', 'address-level1')} />
      <CountryField
        value={draft.countryCode}
        problem={problems.countryCode}
        onChange={(countryCode) => onChange({ ...draft, countryCode })}
      />
    </div>
  )
}

function CountryField(props: {
  value: string
  problem: string | undefined
  onChange: (countryCode: string) => void
}) {
  const { value, problem, onChange } = props
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>Country</label>
      <select
        id={id}
        name="countryCode"
        autoComplete="shipping country"
        value={value}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem && `${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      >
        {COUNTRIES.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      {problem && (
        <div id={`${id}-problem`} className="field-problem">
          {problem}
        </div>
      )}
    </div>
  )
}
