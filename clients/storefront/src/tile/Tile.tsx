import { memo, useId } from 'react'
import { companionOf } from './companions'
import { hashOf, paletteOf } from './palette'
import { shapesOf } from './shapes'

/** A still life in place of a photograph: by category, in colours of the article's own. */
export const Tile = memo(function Tile(props: { sku: string; categorySlug: string | null }) {
  const { sku, categorySlug } = props
  const id = useId()
  const palette = paletteOf(sku)
  const turn = hashOf(`${sku}/turn`)
  const scale = 0.84 + (turn % 5) * 0.04
  const mirror = turn % 2 ? -1 : 1
  const sun = 18 + (turn % 64)
  const companion = companionOf(turn >>> 8)
  return (
    <svg
      className="tile"
      viewBox="0 0 100 100"
      aria-hidden="true"
      preserveAspectRatio="xMidYMid slice"
    >
      <defs>
        <linearGradient id={id} x1="0" y1="0" x2="0.4" y2="1">
          <stop offset="0" stopColor={palette.wall} stopOpacity="0.55" />
          <stop offset="1" stopColor={palette.wall} />
        </linearGradient>
      </defs>
      <rect width="100" height="100" fill="#fffdf8" />
      <rect width="100" height="100" fill={`url(#${id})`} />
      <circle cx={sun} cy="26" r={12 + (turn % 9)} fill={palette.accent} opacity="0.16" />
      <rect y="74" width="100" height="26" fill={palette.table} />
      <g transform={`translate(50 74) scale(${mirror * scale} ${scale}) translate(-50 -74)`}>
        <ellipse cx="54" cy="75" rx="38" ry="3" fill={palette.shade} opacity="0.22" />
        {companion && <path d={companion} fill={palette.accent} opacity="0.75" />}
        {shapesOf(categorySlug).map(({ path, ink }) => (
          <path key={path} d={path} fill={palette[ink]} fillRule="evenodd" />
        ))}
      </g>
    </svg>
  )
})
