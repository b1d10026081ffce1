/** One flat piece of a still life in a square of 100 by 100; *ink* picks its colour. */
export interface Shape {
  readonly path: string
  readonly ink: 'body' | 'shade' | 'accent'
}

const shape = (ink: Shape['ink'], path: string): Shape => ({ ink, path })

// Drawn for this shop; all stand on a ground line at y = 74.
const STILL_LIFES: Readonly<Record<string, readonly Shape[]>> = {
  kettles: [
    shape('shade', 'M64 44h8a10 10 0 0 1 0 20h-4v-4h4a6 6 0 0 0 0-12h-8z'),
    shape('body', 'M34 42h32l4 28a4 4 0 0 1-4 4H34a4 4 0 0 1-4-4z'),
    shape('body', 'M33 50 20 44l-2 4 14 10z'),
    shape('accent', 'M40 42a10 8 0 0 1 20 0zM48 30h4v5h-4z'),
  ],
  'coffee-gear': [
    shape('accent', 'M34 30h32L54 50h-8z'),
    shape('body', 'M36 50h28l4 20a4 4 0 0 1-4 4H36a4 4 0 0 1-4-4z'),
    shape('shade', 'M34 60h32l2 10a4 4 0 0 1-4 4H36a4 4 0 0 1-4-4z'),
  ],
  cookware: [
    shape('body', 'M26 48h48v20a6 6 0 0 1-6 6H32a6 6 0 0 1-6-6z'),
    shape('shade', 'M16 52h10v5H16zM74 52h10v5H74z'),
    shape('accent', 'M28 44a22 10 0 0 1 44 0zM47 30h6v5h-6z'),
  ],
  tableware: [
    shape('body', 'M20 56h36a18 18 0 0 1-36 0z'),
    shape('shade', 'M31 71h14v3H31z'),
    shape('accent', 'M60 40h18v30a4 4 0 0 1-4 4H64a4 4 0 0 1-4-4z'),
  ],
  lighting: [
    shape('accent', 'M36 24h28l12 24H24z'),
    shape('shade', 'M48 48h4v22h-4z'),
    shape('body', 'M36 70h28v4H36z'),
  ],
  bath: [
    shape('body', 'M28 40h20v34H28z'),
    shape('accent', 'M28 40h20v8H28zM35 30h12v4h-8v6h-4z'),
    shape('shade', 'M54 60h26a8 8 0 0 1 0 14H54z'),
  ],
  'home-office': [
    shape('body', 'M24 34h52v30H24z'),
    shape('shade', 'M46 64h8v6h10v4H36v-4h10z'),
    shape('accent', 'M30 40h22v18H30z'),
  ],
  pets: [
    shape('body', 'M22 60h56l-6 14H28z'),
    shape('accent', 'M36 60a14 12 0 0 1 28 0z'),
    shape('shade', 'M44 66h12v3H44z'),
  ],
  cycling: [
    shape('body', 'M32 44a15 15 0 1 0 .1 0zm0 6a9 9 0 1 1-.1 0z'),
    shape('shade', 'M68 44a15 15 0 1 0 .1 0zm0 6a9 9 0 1 1-.1 0z'),
    shape('accent', 'M40 36h24l6 22h-4l-5-18H44l8 18h-5z'),
  ],
  camping: [
    shape('body', 'M50 28 82 74H18z'),
    shape('shade', 'M50 28 62 74H38z'),
    shape('accent', 'M76 28a6 6 0 1 0 .1 0z'),
  ],
  garden: [
    shape('body', 'M34 54h32l-4 20H38z'),
    shape('shade', 'M32 50h36v6H32z'),
    shape('accent', 'M50 50c0-14-8-20-16-22 0 12 6 18 16 22zm0 0c0-16 8-24 18-28 0 16-8 24-18 28z'),
  ],
  travel: [
    shape('body', 'M26 40h48a4 4 0 0 1 4 4v26a4 4 0 0 1-4 4H26a4 4 0 0 1-4-4V44a4 4 0 0 1 4-4z'),
    shape('shade', 'M32 40h6v34h-6zM62 40h6v34h-6z'),
    shape('accent', 'M42 32h16v8h-4v-4h-8v4h-4z'),
  ],
  toys: [
    shape('body', 'M24 50h24v24H24z'),
    shape('shade', 'M52 50h24v24H52z'),
    shape('accent', 'M50 24 64 48H36z'),
  ],
  notebooks: [
    shape('shade', 'M34 26h36v48H34z'),
    shape('body', 'M28 30h36v44H28z'),
    shape('accent', 'M34 30h4v44h-4zM44 40h14v4H44z'),
  ],
  books: [
    shape('body', 'M24 62h50v12H24z'),
    shape('accent', 'M28 50h48v12H28z'),
    shape('shade', 'M22 38h44v12H22z'),
  ],
  audio: [
    shape('body', 'M32 28h36v46H32z'),
    shape('accent', 'M50 48a11 11 0 1 0 .1 0z'),
    shape('shade', 'M50 32a5 5 0 1 0 .1 0zM50 55a4 4 0 1 0 .1 0z'),
  ],
  'hand-tools': [
    shape('body', 'M46 40h8v34h-8z'),
    shape('shade', 'M30 28h34v12H30z'),
    shape('accent', 'M64 28c8 0 12 4 14 10-6-2-10-2-14-1z'),
  ],
}

const SOMETHING = [
  shape('body', 'M30 40h30v34H30z'),
  shape('accent', 'M66 50a12 12 0 1 0 .1 0z'),
  shape('shade', 'M30 40h30v8H30z'),
]

/** The still life of a category; a plain one for a category that has none. */
export function shapesOf(categorySlug: string | null): readonly Shape[] {
  return STILL_LIFES[categorySlug ?? ''] ?? SOMETHING
}
