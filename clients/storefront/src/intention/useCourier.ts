import { useEffect, useMemo } from 'react'
import { useStore } from '../app/store'
import { createCourier, type Courier, type Route } from './courier'
import type { Progress } from './progress'

/** A courier for this page that resumes what was interrupted and hurries when the network is back. */
export function useCourier<I, R>(route: Route<I, R>): [Progress<R>, Courier<I, R>] {
  const { name, store, deliver } = route
  const courier = useMemo(() => createCourier({ name, store, deliver }), [name, store, deliver])
  const progress = useStore(courier)

  useEffect(() => {
    const hurry = () => {
      const { kind } = courier.current()
      if (kind === 'waiting' || kind === 'stuck') courier.retry()
    }
    courier.resume()
    window.addEventListener('online', hurry)
    return () => {
      window.removeEventListener('online', hurry)
      courier.stop()
    }
  }, [courier])

  return [progress, courier]
}
