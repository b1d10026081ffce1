import { useEffect, useRef, type ReactNode, type SubmitEvent } from 'react'
import type { Problem } from '../graph/problem'
import { Notice } from '../ui/Notice'
import { ProblemNotice } from '../ui/ProblemNotice'
import type { FormProblems } from './fieldProblems'

/** The frame of the two account forms: problems of the whole, the fields, the button. */
export function FormShell(props: {
  problems: FormProblems
  lost: Problem | null
  sending: boolean
  button: string
  onSubmit: () => void
  children: ReactNode
}) {
  const { problems, lost, sending, button, onSubmit, children } = props
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [problems])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!sending) onSubmit()
  }
  return (
    <form ref={form} className="form" onSubmit={submit} noValidate>
      {problems.form.length > 0 && (
        <Notice tone="bad" live>
          {problems.form.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </Notice>
      )}
      {lost && <ProblemNotice problem={lost} title="We got no answer." />}
      {children}
      <button className="button button-main" aria-disabled={sending}>
        {sending ? 'One moment…' : button}
      </button>
    </form>
  )
}

/** The messages of one field, as its problem; undefined when there are none. */
export function told(problems: FormProblems, field: string): ReactNode {
  const words = problems.fields[field]
  return words?.map((sentence) => <p key={sentence}>{sentence}</p>)
}
