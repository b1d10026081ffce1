// Far apart, and readable on light and dark ground with the style sheet's lightness.
const HUES = [330, 175, 95, 235, 265, 0, 30, 205];

/** A colour for a subgraph: the same in every plan, whatever else is in it. */
export function hueOf(subgraph: string): number {
  let hash = 5;
  for (const letter of subgraph) hash = (hash * 31 + letter.charCodeAt(0)) % 65_521;
  return HUES[hash % HUES.length] ?? 0;
}
