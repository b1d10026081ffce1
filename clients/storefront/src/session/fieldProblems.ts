import type { SignInMutation, RegisterMutation } from '../generated/graph'

type SignInError = SignInMutation['login']['errors'][number]
type RegisterError = RegisterMutation['registerUser']['errors'][number]

/** What is wrong with a form: by field, and as a whole. */
export interface FormProblems {
  readonly fields: Readonly<Record<string, readonly string[]>>
  readonly form: readonly string[]
}

/** A form with nothing wrong. */
export const NO_PROBLEMS: FormProblems = { fields: {}, form: [] }

/** Sorts refusals by the field their path ends in; what names no field concerns the form. */
export function problemsOf(errors: readonly (SignInError | RegisterError)[]): FormProblems {
  const fields: Record<string, string[]> = {}
  const form: string[] = []
  for (const error of errors) {
    const field = error.path?.at(-1)
    const words = error.__typename === 'WeakPassword' ? error.violations : [error.message]
    if (field && field !== 'input') (fields[field] ??= []).push(...words)
    else form.push(...words)
  }
  return { fields, form }
}
