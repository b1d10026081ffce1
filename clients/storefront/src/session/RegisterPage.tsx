import { useMutation } from '@apollo/client/react'
import { useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { RegisterDocument } from '../generated/graph'
import { problemOf, type Problem } from '../graph/problem'
import { newKey } from '../intention/intentionStore'
import { Field } from '../ui/Field'
import { PageTitle } from '../ui/PageTitle'
import { emailProblem } from './emailProblem'
import { NO_PROBLEMS, problemsOf } from './fieldProblems'
import { FormShell, told } from './FormShell'
import { useArrive } from './useArrive'

const NOBODY = { displayName: '', email: '', password: '' }

/** Opens an account, and brings the person back to what they were doing. */
export function RegisterPage() {
  const [params] = useSearchParams()
  const [person, setPerson] = useState(NOBODY)
  const form = useRegister(person)
  const field = (name: keyof typeof NOBODY) => ({
    name,
    required: true,
    value: person[name],
    problem: told(form.problems, name),
    onChange: (event: { target: { value: string } }) =>
      setPerson({ ...person, [name]: event.target.value }),
  })
  return (
    <div className="narrow">
      <PageTitle title="Open an account" />
      <FormShell {...form} button="Open the account">
        <Field
          label="Name"
          autoComplete="name"
          hint="What we call you."
          {...field('displayName')}
        />
        <Field label="E-mail" type="email" autoComplete="email" {...field('email')} />
        <Field
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="At least 12 characters."
          {...field('password')}
        />
      </FormShell>
      <p>
        You have an account? <Link to={`/sign-in?${params}`}>Sign in</Link>
      </p>
    </div>
  )
}

function useRegister(person: typeof NOBODY) {
  const [mutate, { loading: sending }] = useMutation(RegisterDocument)
  const [problems, setProblems] = useState(NO_PROBLEMS)
  const [lost, setLost] = useState<Problem | null>(null)
  // One key for one person as typed. In memory only: its fingerprint would hold the password.
  const intention = useRef({ person, key: newKey() })
  const arrive = useArrive()

  const submit = async () => {
    const wrong = emailProblem(person.email)
    setLost(null)
    setProblems(wrong ? { fields: { email: [wrong] }, form: [] } : NO_PROBLEMS)
    if (wrong) return
    if (intention.current.person !== person) intention.current = { person, key: newKey() }
    const email = person.email.trim()
    const input = { ...person, email, idempotencyKey: intention.current.key }
    const answer = await mutate({ variables: { input } }).catch((error: unknown) => ({
      data: undefined,
      error,
    }))
    const payload = answer.data?.registerUser
    if (!payload) return setLost(problemOf(answer.error ?? new Error()))
    setProblems(problemsOf(payload.errors))
    await arrive(email, payload)
  }
  return { onSubmit: () => void submit(), problems, lost, sending }
}
