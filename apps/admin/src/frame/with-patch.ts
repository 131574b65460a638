/** What a patch may say of each field: a new value, null to take an optional one away. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | (undefined extends T[K] ? null : never) };

/** An entity with a patch laid over it: null takes a field away where the entity does not know null there. */
export function withPatch<T extends object>(entity: T, patch: Patch<T>): T {
  const patched: Record<string, unknown> = Object.fromEntries(Object.entries(entity));
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete patched[field];
    else if (value !== undefined) patched[field] = value;
  }
  return patched as T;
}
