import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession } from './SessionContext'
import { signInPath } from './signInPath'

/** Pages of somebody's own: asks a guest to sign in, and comes back. */
export function RequireSession({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation()
  if (useSession()) return children
  return <Navigate to={signInPath(pathname + search)} replace />
}
