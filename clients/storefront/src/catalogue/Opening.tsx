import { PageTitle } from '../ui/PageTitle'

/** The words over the whole range. */
export function Opening() {
  return (
    <div className="opening">
      <PageTitle title="Everything">Good things, kept a long time.</PageTitle>
      <p>
        Kettles that pour well, lamps that are kind in the evening, tools that stay sharp. A small
        shop for what a household really uses.
      </p>
    </div>
  )
}
