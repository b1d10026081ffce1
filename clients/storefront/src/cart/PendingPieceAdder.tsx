import { useEffect } from 'react'
import { useSession } from '../session/SessionContext'
import { takePiece } from './pendingPiece'
import { useAddToCart } from './useAddToCart'

/** Adds the piece a guest chose as soon as somebody is signed in. */
export function PendingPieceAdder() {
  const session = useSession()
  const { add } = useAddToCart()
  useEffect(() => {
    if (!session) return
    const piece = takePiece()
    if (piece) void add(piece)
  }, [session])
  return null
}
