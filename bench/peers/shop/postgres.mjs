/** PostgreSQL as both Node peers use it: a pool of ten, named statements, instants to the microsecond. */
import pg from 'pg'

// A JavaScript Date ends at the millisecond; the shop answers microseconds.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, toInstant)

/** The pool over the database at *url*; its sessions are in UTC. */
export function connect(url) {
  return new pg.Pool({ connectionString: url, max: 10, options: '-c timezone=UTC' })
}

/** `2026-01-31 12:00:00.5+00` as `2026-01-31T12:00:00.500000+00:00`; a whole second has no fraction. */
function toInstant(text) {
  const [seconds, fraction] = text.slice(0, -3).replace(' ', 'T').split('.')
  return `${fraction === undefined ? seconds : `${seconds}.${fraction.padEnd(6, '0')}`}+00:00`
}
