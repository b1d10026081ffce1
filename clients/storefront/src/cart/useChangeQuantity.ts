import { useMutation } from '@apollo/client/react'
import { useEffect, useRef, useState } from 'react'
import { UpdateCartItemDocument } from '../generated/graph'
import { problemOf } from '../graph/problem'
import { announce } from '../ui/announcer'
import { piecesIn, showCart } from './cartCache'

// Long enough to press + three times, short enough to see the sum follow.
const PAUSE_MS = 400

/** The quantity of a line as wanted, sent once the person pauses; one change at a time. */
export function useChangeQuantity(cartItemId: string, quantity: number) {
  const [wanted, setWanted] = useState(quantity)
  const [problem, setProblem] = useState<string | null>(null)
  const [mutate, { loading }] = useMutation(UpdateCartItemDocument)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setWanted(quantity), [quantity])
  useEffect(() => () => clearTimeout(timer.current), [])

  const send = async (next: number) => {
    const answer = await mutate({
      variables: { input: { cartItemId, quantity: next } },
      update: (cache, { data }) => {
        if (data?.updateCartItem.cart) showCart(cache, data.updateCartItem.cart)
      },
    }).catch((error: unknown) => ({ data: undefined, error }))
    const payload = answer.data?.updateCartItem
    const words = payload ? payload.errors[0]?.message : problemOf(answer.error)?.message
    setProblem(words ?? null)
    if (words) setWanted(quantity)
    else announce(`Cart changed: ${piecesIn(payload?.cart)} pieces.`)
  }

  const change = (next: number) => {
    setWanted(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void send(next), next === 0 ? 0 : PAUSE_MS)
  }
  return { wanted, change, problem, changing: loading }
}
