import { useEffect, useRef, useState } from 'react'
import { announce } from './announcer'

/**
 * Loads further entries below the *shown* ones and moves the focus to the first new one: the
 * button may be gone by then, and the reader goes on where the list did.
 */
export function useLoadMore(shown: number, load: () => Promise<{ error?: unknown }>) {
  const [isLoading, setLoading] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  const firstNew = useRef<number | null>(null)

  useEffect(() => {
    if (firstNew.current === null || shown <= firstNew.current) return
    list.current?.children[firstNew.current]?.querySelector('a')?.focus()
    firstNew.current = null
  }, [shown])

  const loadMore = async () => {
    if (isLoading) return
    firstNew.current = shown
    setLoading(true)
    const { error } = await load().catch((lost: unknown) => ({ error: lost }))
    setLoading(false)
    setFailed(error !== undefined)
    if (error) firstNew.current = null
    else announce('More is shown.')
  }
  return { list, isLoading, hasFailed, loadMore: () => void loadMore() }
}
