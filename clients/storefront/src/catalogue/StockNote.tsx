import type { StockLevel } from '../generated/graph'

const WORDS: Readonly<Record<StockLevel, string>> = {
  IN_STOCK: 'In stock',
  LOW: 'Only a few left',
  OUT_OF_STOCK: 'Sold out',
}

/** How much is there, in words; *quiet* says nothing when there is nothing to say. */
export function StockNote({ level, quiet = false }: { level: StockLevel | null; quiet?: boolean }) {
  if (quiet && (level === 'IN_STOCK' || level === null)) return null
  const words = level ? WORDS[level] : 'Stock is not known right now'
  return <p className={`stock stock-${level?.toLowerCase() ?? 'unknown'}`}>{words}</p>
}
