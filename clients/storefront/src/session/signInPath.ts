/** The way to the sign-in page that comes back to *next* afterwards. */
export function signInPath(next: string): string {
  return `/sign-in?${new URLSearchParams({ next })}`
}

/** Where to go after signing in: only ever a page of this shop. */
export function nextPath(params: URLSearchParams): string {
  const next = params.get('next') ?? '/'
  // `//host` and `/\host` would leave the shop.
  return /^\/(?![/\\])/.test(next) ? next : '/'
}
