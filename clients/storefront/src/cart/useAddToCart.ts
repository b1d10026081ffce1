import { useMutation } from '@apollo/client/react'
import { useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { AddToCartDocument } from '../generated/graph'
import { problemOf, type Problem } from '../graph/problem'
import { useSessionStore } from '../session/SessionContext'
import { signInPath } from '../session/signInPath'
import { announce } from '../ui/announcer'
import { piecesIn, showCart } from './cartCache'
import { holdPiece, type Piece } from './pendingPiece'

/** What became of the last piece. */
export type AddOutcome =
  | { readonly kind: 'added'; readonly words: string }
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Adds pieces to the cart, one at a time; by way of signing in when nobody is. */
export function useAddToCart() {
  const send = useSend()
  const [adding, setAdding] = useState(false)
  const [outcome, setOutcome] = useState<AddOutcome | null>(null)
  const session = useSessionStore()
  const isBusy = useRef(false)
  const navigate = useNavigate()
  const { pathname, search } = useLocation()

  const signInFirst = (piece: Piece) => {
    holdPiece(piece)
    void navigate(signInPath(pathname + search))
  }

  const add = async (piece: Piece) => {
    if (!session.current()) return signInFirst(piece)
    // State comes too late for a double click.
    if (isBusy.current) return
    isBusy.current = true
    setAdding(true)
    const next = await send(piece)
    isBusy.current = false
    setAdding(false)
    if (next.kind === 'failed' && next.problem.code === 'UNAUTHENTICATED') return signInFirst(piece)
    setOutcome(next)
  }

  return { add, adding, outcome }
}

function useSend() {
  const [mutate] = useMutation(AddToCartDocument)
  return async ({ productId, name, quantity }: Piece): Promise<AddOutcome> => {
    const answer = await mutate({
      variables: { input: { productId, quantity } },
      update: (cache, { data }) => {
        if (data?.addToCart.cart) showCart(cache, data.addToCart.cart)
      },
    }).catch((error: unknown) => ({ data: undefined, error }))
    const payload = answer.data?.addToCart
    const refusal = payload?.errors[0]
    if (refusal) return { kind: 'refused', words: refusal.message }
    if (!payload) return { kind: 'failed', problem: problemOf(answer.error ?? new Error())! }
    const words = `${quantity} × ${name} added.`
    announce(`${words} ${piecesIn(payload.cart)} in the cart.`)
    return { kind: 'added', words }
  }
}
