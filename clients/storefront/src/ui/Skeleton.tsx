/** Grey lines where text will be, so that the page does not jump when it comes. */
export function Lines({ count, label }: { count: number; label: string }) {
  return (
    <div className="skeleton-lines" role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <span key={index} className="skeleton skeleton-line" />
      ))}
    </div>
  )
}
