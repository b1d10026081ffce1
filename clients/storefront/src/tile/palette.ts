/** The colours of one tile: a wall, the table before it, and three inks. */
export interface Palette {
  readonly wall: string
  readonly table: string
  readonly body: string
  readonly shade: string
  readonly accent: string
}

const PALETTES: readonly Palette[] = [
  { wall: '#e7dfd2', table: '#d5c8b4', body: '#4d6b5c', shade: '#38524a', accent: '#d98e5f' },
  { wall: '#d9e2dc', table: '#c1cfc6', body: '#b5573d', shade: '#8f4230', accent: '#e9b65f' },
  { wall: '#ecdfd6', table: '#dcc6b8', body: '#37506b', shade: '#283c52', accent: '#e3b261' },
  { wall: '#dfe3ea', table: '#c8cfda', body: '#7b6a8f', shade: '#5e5070', accent: '#e6a98c' },
  { wall: '#efe6cf', table: '#e0d2ac', body: '#6f7d4f', shade: '#56623b', accent: '#c8583f' },
  { wall: '#e3dbe0', table: '#cfc2ca', body: '#2f5d62', shade: '#22474b', accent: '#f0c38e' },
  { wall: '#dbe6e8', table: '#c0d2d6', body: '#c98a3d', shade: '#a36d2b', accent: '#35535c' },
  { wall: '#e4e6d8', table: '#cdd1b8', body: '#9c6b3f', shade: '#7b522e', accent: '#4c6a75' },
  { wall: '#ded9e6', table: '#c7bfd3', body: '#c26a5a', shade: '#9d5145', accent: '#59668c' },
  { wall: '#d6e3e6', table: '#b9ced3', body: '#40576e', shade: '#2f4256', accent: '#e0906a' },
  { wall: '#f3e3c8', table: '#e5cda2', body: '#5a4a63', shade: '#44384c', accent: '#c9703f' },
  { wall: '#f0e0d8', table: '#e2c9bd', body: '#8c4a52', shade: '#6d373e', accent: '#a9bfae' },
]

/** A small number that is always the same for the same text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0
  }
  return hash
}

/** The colours of the article *sku*: always the same. */
export function paletteOf(sku: string): Palette {
  return PALETTES[hashOf(sku) % PALETTES.length]!
}
