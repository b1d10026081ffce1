import { tabKeep } from '../app/keep'

/** Something a person wanted in the cart before signing in. */
export interface Piece {
  readonly productId: string
  readonly name: string
  readonly quantity: number
}

const KEY = 'storefront.pendingPiece'

/** Keeps *piece* until the person has signed in. */
export function holdPiece(piece: Piece): void {
  tabKeep.write(KEY, JSON.stringify(piece))
}

/** The piece that waits, taken out so that it is added once; null when none does. */
export function takePiece(): Piece | null {
  const text = tabKeep.read(KEY)
  tabKeep.remove(KEY)
  try {
    return text ? (JSON.parse(text) as Piece) : null
  } catch {
    return null
  }
}
