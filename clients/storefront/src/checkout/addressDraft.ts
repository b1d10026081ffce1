import { browserKeep } from '../app/keep'

/** An address as it is being typed. */
export interface AddressDraft {
  readonly name: string
  readonly line1: string
  readonly line2: string
  readonly city: string
  readonly region: string
  readonly postalCode: string
  readonly countryCode: string
}

/** A field of the address form. */
export type AddressField = keyof AddressDraft

const KEY = 'storefront.address'
const EMPTY: AddressDraft = {
  name: '',
  line1: '',
  line2: '',
  city: '',
  region: '',
  postalCode: '',
  countryCode: 'DE',
}

/** What was typed last in this browser; it outlives a reload and a sign-in. */
export function readDraft(): AddressDraft {
  try {
    return { ...EMPTY, ...(JSON.parse(browserKeep.read(KEY) ?? '{}') as Partial<AddressDraft>) }
  } catch {
    return EMPTY
  }
}

/** Keeps what was typed, where the browser lets us. */
export function saveDraft(draft: AddressDraft): void {
  browserKeep.write(KEY, JSON.stringify(draft))
}

/** Throws away what was typed, as when the person signs out. */
export function forgetDraft(): void {
  browserKeep.remove(KEY)
}

/** The most characters the graph takes in a line of an address. */
export const MOST = 200

/** What is wrong with an address, by field; empty when it can be sent. */
export function addressProblems(draft: AddressDraft): Partial<Record<AddressField, string>> {
  const problems: Partial<Record<AddressField, string>> = {}
  const required: [AddressField, string][] = [
    ['name', 'Who is it for?'],
    ['line1', 'Which street and number?'],
    ['postalCode', 'Which postal code?'],
    ['city', 'Which town?'],
  ]
  for (const [field, question] of required) {
    if (!draft[field].trim()) problems[field] = question
  }
  if (!(draft.countryCode === 'DE' ? /^\d{5}$/ : /./).test(draft.postalCode.trim())) {
    problems.postalCode ??= 'A postal code in Germany has five digits.'
  }
  return problems
}
