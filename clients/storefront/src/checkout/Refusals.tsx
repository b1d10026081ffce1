import type { Refusal } from './placementVerdict'
import { RefusalNotice } from './RefusalNotice'

/** Why the last wish was refused; it takes the focus that was lost with the form. */
export function Refusals({ refusals }: { refusals: readonly Refusal[] }) {
  if (refusals.length === 0) return null
  return (
    <div tabIndex={-1} className="refusals quiet-focus">
      {refusals.map((refusal) => (
        <RefusalNotice key={refusal.code} refusal={refusal} />
      ))}
    </div>
  )
}
