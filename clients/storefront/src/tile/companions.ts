// Small things beside the article, so that a shelf of one kind is not twenty times one picture.
// All stand on the ground line at y = 74, within x = 78 to 96.
const COMPANIONS: readonly (string | null)[] = [
  null,
  'M87 62a6 6 0 1 0 .1 0z',
  'M81 58h12v16H81z',
  'M84 74c-4-6-3-10 0-14v-6h6v6c3 4 4 8 0 14z',
  'M80 70h14v4H80zM82 66h10v4H82z',
  'M87 54 94 74H80z',
  'M80 68a7 6 0 0 0 14 0z',
]

/** The companion of the number *turn*: the path of a small thing, or null for an article alone. */
export function companionOf(turn: number): string | null {
  return COMPANIONS[turn % COMPANIONS.length] ?? null
}
