// `-2025-08-07`, `-20250929`, ` 2024-10-22` at the end; `-latest` is no date but means one.
const DATE = /[-\s@](?:\d{4}-\d\d-\d\d|\d{8}|latest)$/;

/** A model's name without what names a snapshot of it, spelled one way: `Claude Sonnet 4.5` and `claude-sonnet-4-5-20250929` are one. */
export function familyOf(model: string): string {
  return model
    .trim()
    .toLowerCase()
    .replace(DATE, '')
    .replaceAll(/[\s._]+/g, '-');
}

/** A name as it is compared before families are. */
function spelled(model: string): string {
  return model.trim().toLowerCase();
}

/** Which row a model belongs on. */
export type RowOf = (model: string) => string;

/**
 * Decides which names of the two sides mean one model. Where both sides know a family by exactly the same names, each name has a row
 * of its own; else the family has one, because one side says `gpt-5` where the other says `gpt-5-2025-08-07`.
 */
export function matchModels(provider: Iterable<string>, ledger: Iterable<string>): RowOf {
  const [ours, theirs] = [namesByFamily(ledger), namesByFamily(provider)];
  const rows = new Map<string, string>();
  for (const family of new Set([...ours.keys(), ...theirs.keys()])) {
    const [own, other] = [ours.get(family) ?? NONE, theirs.get(family) ?? NONE];
    const names = new Set([...own, ...other]);
    const isOneSided = own.size === 0 || other.size === 0;
    const areSame = own.size === names.size && other.size === names.size;
    for (const name of names) rows.set(name, isOneSided || areSame ? name : family);
  }
  return (model) => rows.get(spelled(model)) ?? spelled(model);
}

const NONE: ReadonlySet<string> = new Set();

function namesByFamily(models: Iterable<string>): Map<string, Set<string>> {
  const families = new Map<string, Set<string>>();
  for (const model of models) {
    const family = familyOf(model);
    const names = families.get(family) ?? new Set();
    families.set(family, names.add(spelled(model)));
  }
  return families;
}
