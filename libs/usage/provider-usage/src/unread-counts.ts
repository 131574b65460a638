/** Paths and numbers of a provider's object that a format neither reads nor names. */
export type UnreadCounts = Readonly<Record<string, string>>;

/** How many are kept with an event; more of them mark it all the same. */
const KEPT_MAX = 16;
const DEPTH_MAX = 6;
const PATH = /^[\w.-]{1,128}$/;
const NUMBER = /^\d{1,15}(\.\d{1,9})?$/;

/**
 * Numbers that count nothing anybody bills: money, moments, times of work, speeds, sizes and ratios. Whatever else is a number
 * is taken for a count, because the name of a new one is not known beforehand.
 */
const NO_COUNT =
  /(cost|costs|price|ticks|time|latency|latencyms|_ms|created|created_at|timestamp|rate|ratio|percent|limit|remaining|bytes|version|index|speed|temperature|score|_per_s|per_second)$/i;

/** Finds them in an object. `isRead` says which paths are read or named. */
export function unreadCounts(
  object: unknown,
  isRead: (path: string) => boolean,
): { readonly found: boolean; readonly counts: UnreadCounts } {
  const counts: Record<string, string> = {};
  let found = false;
  const walk = (value: unknown, path: readonly string[]): void => {
    if (isRead(path.join('/'))) return;
    if (typeof value === 'object' && value !== null) {
      if (path.length >= DEPTH_MAX) return;
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
      return;
    }
    const text = countText(value, path);
    if (text === undefined) return;
    found = true;
    const name = path.join('.');
    if (Object.keys(counts).length < KEPT_MAX && PATH.test(name) && NUMBER.test(text)) counts[name] = text;
  };
  walk(object, []);
  return { found, counts };
}

/** A positive number, or the text of one under a name that counts; anything else counts nothing. */
function countText(value: unknown, path: readonly string[]): string | undefined {
  // The name of an entry of a list is the list's.
  const name = path.findLast((step) => !/^\d+$/.test(step)) ?? '';
  if (NO_COUNT.test(name)) return undefined;
  if (typeof value === 'number') return value > 0 ? String(value) : undefined;
  const counts = typeof value === 'string' && /^\d{1,15}(\.\d+)?$/.test(value) && /[1-9]/.test(value);
  return counts && /(token|count|request|search|second|page|character|image)/i.test(name)
    ? (value as string)
    : undefined;
}
