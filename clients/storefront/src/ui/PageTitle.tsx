import { useEffect, useRef, type ReactNode } from 'react'
import { useLocation } from 'react-router'

/** The page's `h1`: names the document and takes the focus when a person comes to the page. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname, key } = useLocation()

  useEffect(() => {
    document.title = `${title} · Holm & Hearth`
  }, [title])

  useEffect(() => {
    // A changed filter is no new page, hence no `key` below. Not on the first page either: there the browser begins at the top, before the skip link.
    if (key !== 'default') heading.current?.focus({ preventScroll: true })
  }, [pathname])

  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  )
}
