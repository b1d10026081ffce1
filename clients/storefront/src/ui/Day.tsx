const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const MINUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A day, or a minute, where the reader is. */
export function Day({ at, exact = false }: { at: string; exact?: boolean }) {
  return <time dateTime={at}>{(exact ? MINUTE : DAY).format(new Date(at))}</time>
}
