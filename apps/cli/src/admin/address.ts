/** A path of the API. */
export type Address = `/v1/${string}`;

/** What narrows a list; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Writes a path with ids in it, whatever characters they hold: at`accounts/${id}/close`. */
export function at(texts: TemplateStringsArray, ...ids: readonly (string | number)[]): Address {
  const path = texts.map((text, i) => `${text}${i < ids.length ? encodeURIComponent(`${ids[i]}`) : ''}`).join('');
  return `/v1/${path}`;
}

/** A path with its query. */
export function withQuery(address: Address, query: Query): Address {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, `${value}`);
  return search.size === 0 ? address : `${address}?${search}`;
}
