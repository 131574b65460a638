/**
 * The number of keys in a parsed JSON value, at every level. `JSON.parse` keeps one of two equal keys, so that this is
 * less than the number of keys written exactly when an object names a key twice.
 */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  const object = value as Record<string, unknown>;
  for (const key in object) {
    count += 1;
    const inner = object[key];
    if (typeof inner === 'object' && inner !== null) count += countKeys(inner);
  }
  return count;
}
