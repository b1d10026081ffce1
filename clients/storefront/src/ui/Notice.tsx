import type { ReactNode } from 'react'

type Tone = 'plain' | 'good' | 'warning' | 'bad'

/** A message in the page; *live* ones are read out when they appear. */
export function Notice(props: {
  tone?: Tone
  title?: string
  live?: boolean
  children?: ReactNode
}) {
  const { tone = 'plain', title, live = false, children } = props
  const role = live ? (tone === 'bad' ? 'alert' : 'status') : undefined
  return (
    <div className={`notice notice-${tone}`} role={role}>
      {title && <p className="notice-title">{title}</p>}
      {children}
    </div>
  )
}
