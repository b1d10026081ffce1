import { TEST_CARDS } from './cards'

/** Which card to pay with. */
export function CardChoice(props: { token: string; onChange: (token: string) => void }) {
  return (
    <fieldset className="cards">
      <legend className="visually-hidden">Pay with</legend>
      {TEST_CARDS.map(({ token, name, note }) => (
        <label key={token} className="card-choice">
          <input
            type="radio"
            name="card"
            value={token}
            checked={token === props.token}
            onChange={() => props.onChange(token)}
          />
          <span>
            <strong>{name}</strong>
            <span className="fine-print">{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
