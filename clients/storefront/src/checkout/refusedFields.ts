import type { AddressField } from './addressDraft'
import type { Refusal } from './placementVerdict'

/** What the graph refused in the address, by field. */
export function refusedFields(
  refusals: readonly Refusal[] = [],
): Partial<Record<AddressField, string>> {
  const problems: Partial<Record<AddressField, string>> = {}
  for (const { __typename: type, path, message } of refusals) {
    if (type !== 'InvalidInput' || path?.at(-2) !== 'shippingAddress') continue
    problems[path.at(-1) as AddressField] = message
  }
  return problems
}
