import { useMutation } from '@apollo/client/react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { SignInDocument } from '../generated/graph'
import { problemOf, type Problem } from '../graph/problem'
import { Field } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageTitle } from '../ui/PageTitle'
import { emailProblem } from './emailProblem'
import { NO_PROBLEMS, problemsOf } from './fieldProblems'
import { FormShell, told } from './FormShell'
import { useSessionStore } from './SessionContext'
import { useArrive } from './useArrive'

/** Signs a person in, and brings them back to what they were doing. */
export function SignInPage() {
  const expired = useSessionStore().expiredEmail()
  const [params] = useSearchParams()
  const [known, setKnown] = useState({ email: expired ?? '', password: '' })
  const form = useSignIn(known.email.trim(), known.password)
  const field = (name: keyof typeof known) => ({
    name,
    required: true,
    value: known[name],
    problem: told(form.problems, name),
    onChange: (event: { target: { value: string } }) =>
      setKnown({ ...known, [name]: event.target.value }),
  })
  return (
    <div className="narrow">
      <PageTitle title="Sign in" />
      {expired && (
        <Notice tone="warning" title="You were signed out after a while.">
          <p>Sign in again to go on where you were. Nothing you entered is lost.</p>
        </Notice>
      )}
      <FormShell {...form} button="Sign in">
        <Field label="E-mail" type="email" autoComplete="username" {...field('email')} />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          {...field('password')}
        />
      </FormShell>
      <p>
        New here? <Link to={`/register?${params}`}>Open an account</Link>
      </p>
    </div>
  )
}

function useSignIn(email: string, password: string) {
  const [mutate, { loading: sending }] = useMutation(SignInDocument)
  const [problems, setProblems] = useState(NO_PROBLEMS)
  const [lost, setLost] = useState<Problem | null>(null)
  const arrive = useArrive()

  const submit = async () => {
    const wrong = emailProblem(email)
    setLost(null)
    setProblems(wrong ? { fields: { email: [wrong] }, form: [] } : NO_PROBLEMS)
    if (wrong) return
    const input = { email, password }
    const answer = await mutate({ variables: { input } }).catch((error: unknown) => ({
      data: undefined,
      error,
    }))
    const login = answer.data?.login
    if (!login) return setLost(problemOf(answer.error ?? new Error()))
    setProblems(problemsOf(login.errors))
    await arrive(email, login)
  }
  return { onSubmit: () => void submit(), problems, lost, sending }
}
