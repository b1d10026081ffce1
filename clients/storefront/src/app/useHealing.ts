import { useApolloClient } from '@apollo/client/react'
import { useEffect } from 'react'

/** Asks again for what is on the page once the network is back. */
export function useHealing(): void {
  const client = useApolloClient()
  useEffect(() => {
    const heal = () => void client.refetchQueries({ include: 'active' })
    window.addEventListener('online', heal)
    return () => window.removeEventListener('online', heal)
  }, [client])
}
