const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** When the access token ends; in the demo the next request then signs in again. */
export function TokenEnd({ endsAt }: { endsAt: number }) {
  return (
    <span className="token-end" title="The access token ends then; it is kept in memory only">
      token ends <time dateTime={new Date(endsAt).toISOString()}>{TIME.format(endsAt)}</time>
    </span>
  );
}
