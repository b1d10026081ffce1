/** Something a person wanted in the cart before signing in. */
export interface Piece {
  readonly productId: string
  readonly name: string
  readonly quantity: number
}

const KEY = 'storefront.pendingPiece'

/** Keeps *piece* until the person has signed in. */
export function holdPiece(piece: Piece): void {
  sessionStorage.setItem(KEY, JSON.stringify(piece))
}

/** The piece that waits, taken out so that it is added once; null when none does. */
export function takePiece(): Piece | null {
  const text = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  try {
    return text ? (JSON.parse(text) as Piece) : null
  } catch {
    return null
  }
}
