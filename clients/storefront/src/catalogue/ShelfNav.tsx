import { NavLink } from 'react-router'
import type { Place, Shelf } from './useShelves'

type Props = {
  shelves: readonly Shelf[] | null
  place: Place | null
  loading: boolean
}

/** The ways to the shelves, and to the parts of the one a person is at. */
export function ShelfNav({ shelves, place, loading }: Props) {
  if (loading && !shelves)
    return <div className="shelves skeleton shelves-skeleton" aria-hidden="true" />
  if (!shelves) return null
  return (
    <nav aria-label="Categories" className="shelves">
      <ul>
        <Entry to="/" name="Everything" />
        {shelves.map(({ slug, name }) => (
          <Entry key={slug} to={`/c/${slug}`} name={name} isWithin={place?.shelf.slug === slug} />
        ))}
      </ul>
      {place && (
        <ul className="shelves-parts" aria-label={`Parts of ${place.shelf.name}`}>
          {place.shelf.children.map(({ slug, name }) => (
            <Entry key={slug} to={`/c/${slug}`} name={name} />
          ))}
        </ul>
      )}
    </nav>
  )
}

function Entry({ to, name, isWithin = false }: { to: string; name: string; isWithin?: boolean }) {
  return (
    <li>
      <NavLink to={to} end className={isWithin ? 'within' : undefined}>
        {name}
      </NavLink>
    </li>
  )
}
