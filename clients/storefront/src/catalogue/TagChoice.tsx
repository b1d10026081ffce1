import type { BrowseState } from './browseState'

// As many as fit into two lines.
const OFFERED = 10

type Props = {
  /** The tags of the products shown, with repetitions. */
  shown: readonly string[]
  state: BrowseState
  onChange: (state: BrowseState) => void
}

/** The tags that are chosen, then the most frequent of the products shown. */
export function TagChoice({ shown, state, onChange }: Props) {
  const offered = mostFrequent(shown).filter((tag) => !state.tags.includes(tag))
  const tags = [...state.tags, ...offered.slice(0, OFFERED - state.tags.length)]
  const toggle = (tag: string) => {
    const others = state.tags.filter((other) => other !== tag)
    const next = others.length < state.tags.length ? others : [...others, tag]
    onChange({ ...state, tags: next })
  }
  return (
    <ul className="tags tags-row" aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag}>
          <button
            type="button"
            className="tag"
            aria-pressed={state.tags.includes(tag)}
            onClick={() => toggle(tag)}
          >
            {tag}
          </button>
        </li>
      ))}
    </ul>
  )
}

function mostFrequent(tags: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([tag]) => tag)
}
