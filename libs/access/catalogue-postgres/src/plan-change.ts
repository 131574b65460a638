import type { Account, ApiKey, EntityKind, PriceRow, Project, Root } from '@suanpan/catalogue';
import { Fault, type FaultCode } from '@suanpan/fault';
import type { ChangeRequest, NewRoot } from './change-request.ts';
import { priceRowFlaw } from './check-price-row.ts';
import { accountFlaw, keyFlaw, projectFlaw, rootFlaw } from './check-shape.ts';
import type { PlannedEntities } from './entity-lookup.ts';

/** Lays one request over the entities, or answers why not; then nothing has been laid. */
export function planChange(
  entities: PlannedEntities,
  rootsByShard: number[],
  request: ChangeRequest,
): Fault | undefined {
  if (request.act === 'end') return endPriceRow(entities, request.id);
  const found = entities.get(request.entity, request.value.id);
  if (request.act === 'create' && found !== undefined) return fault('entity_exists', 'it exists already.');
  if (request.act === 'change' && found === undefined) return unknown(request.entity, request.value.id);
  switch (request.entity) {
    case 'root':
      return request.act === 'create'
        ? createRoot(entities, rootsByShard, request.value)
        : changeRoot(entities, request.value, found as Root);
    case 'account':
      return putAccount(entities, request.value, found as Account | undefined);
    case 'project':
      return putProject(entities, request.value, found as Project | undefined);
    case 'key':
      return putKey(entities, request.value, found as ApiKey | undefined);
    case 'priceRow':
      return createPriceRow(entities, request.value);
  }
}

function createRoot(entities: PlannedEntities, rootsByShard: number[], value: NewRoot): Fault | undefined {
  const flaw = rootFlaw(value);
  if (flaw !== undefined) return invalid(flaw);
  // The root's own account carries its id; a department that took the id before must not become its account.
  if (entities.get('account', value.id) !== undefined) return fault('entity_exists', 'an account has this id already.');
  const shard = leastUsed(rootsByShard);
  if (shard === undefined) return invalid('there is no shard to put it on.');
  rootsByShard[shard] = (rootsByShard[shard] ?? 0) + 1;
  const { id, name, zone } = value;
  entities.put('root', id, { id, name, shard, zone });
  entities.put('account', id, { id, root: id, parent: null, kind: 'root', name });
  return undefined;
}

/** The shard with the fewest roots; of several the lowest. */
export function leastUsed(rootsByShard: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const [shard, roots] of rootsByShard.entries()) {
    if (best === undefined || roots < (rootsByShard[best] ?? 0)) best = shard;
  }
  return best;
}

function changeRoot(entities: PlannedEntities, value: NewRoot, found: Root): Fault | undefined {
  const flaw = rootFlaw(value);
  if (flaw !== undefined) return invalid(flaw);
  const { id, name, zone } = value;
  entities.put('root', id, { id, name, shard: found.shard, zone });
  const account = entities.get('account', id);
  if (account !== undefined && account.name !== name) entities.put('account', id, { ...account, name });
  return undefined;
}

function putAccount(entities: PlannedEntities, value: Account, found: Account | undefined): Fault | undefined {
  const flaw = accountFlaw(value);
  if (flaw !== undefined) return invalid(flaw);
  if (found !== undefined && (found.root !== value.root || found.kind !== value.kind)) {
    return invalid('an account changes neither its root nor its kind.');
  }
  const { id, root, parent, kind, name } = value;
  if (entities.get('root', root) === undefined) return unknown('root', root);
  if (parent === null) return invalid('parent is missing; only a root account has none.');
  const above = entities.get('account', parent);
  if (above === undefined) return unknown('account', parent);
  if (above.root !== root) return invalid(`its parent ${parent} belongs to another root.`);
  if (above.kind === 'service') return invalid(`its parent ${parent} is a service account, which is a leaf.`);
  if (liesBelow(entities, above, id)) return invalid(`its parent ${parent} lies below it.`);
  entities.put('account', id, { id, root, parent, kind, name });
  return undefined;
}

function liesBelow(entities: PlannedEntities, account: Account, id: string): boolean {
  for (let at: Account | undefined = account; at !== undefined; ) {
    if (at.id === id) return true;
    at = at.parent === null ? undefined : entities.get('account', at.parent);
  }
  return false;
}

function putProject(entities: PlannedEntities, value: Project, found: Project | undefined): Fault | undefined {
  const flaw = projectFlaw(value);
  if (flaw !== undefined) return invalid(flaw);
  if (found !== undefined && found.root !== value.root) return invalid('a project never changes its root.');
  const { id, root, account, name } = value;
  const wrong = ownerFault(entities, root, account);
  if (wrong !== undefined) return wrong;
  entities.put('project', id, { id, root, account, name });
  return undefined;
}

function putKey(entities: PlannedEntities, value: ApiKey, found: ApiKey | undefined): Fault | undefined {
  const flaw = keyFlaw(value);
  if (flaw !== undefined) return invalid(flaw);
  if (found !== undefined) {
    if (found.root !== value.root) return invalid('a key never changes its root.');
    if (found.hash !== value.hash || found.display !== value.display) return invalid('a key never changes its secret.');
    if (found.status === 'revoked' && value.status !== 'revoked') return invalid('a revoked key stays revoked.');
  } else if (entities.keyIdByHash(value.hash) !== undefined)
    return fault('entity_exists', 'a key with this hash exists.');
  const { id, root, account, project, hash, display, scopes, status, expiresAt } = value;
  const wrong = ownerFault(entities, root, account);
  if (wrong !== undefined) return wrong;
  if (project !== null) {
    const bound = entities.get('project', project);
    if (bound === undefined) return unknown('project', project);
    if (bound.root !== root) return invalid(`its project ${project} belongs to another root.`);
  }
  entities.put('key', id, { id, root, account, project, hash, display, scopes: [...scopes], status, expiresAt });
  return undefined;
}

function ownerFault(entities: PlannedEntities, root: string, account: string): Fault | undefined {
  if (entities.get('root', root) === undefined) return unknown('root', root);
  const owner = entities.get('account', account);
  if (owner === undefined) return unknown('account', account);
  return owner.root === root ? undefined : invalid(`its account ${account} belongs to another root.`);
}

function createPriceRow(entities: PlannedEntities, row: PriceRow): Fault | undefined {
  const flaw = priceRowFlaw(row);
  if (flaw !== undefined) return fault('price_invalid', flaw);
  if (row.root !== null && entities.get('root', row.root) === undefined) return unknown('root', row.root);
  if (entities.isEnded(row.id))
    return fault('entity_exists', 'a row with this id has ended; ids are never given again.');
  entities.put('priceRow', row.id, normalRow(row));
  return undefined;
}

/** The row with its known fields alone, in one order, so that a stray field never reaches the topic. */
function normalRow(row: PriceRow): PriceRow {
  const { id, book, provider, model, matcher, leaf, unitPrice, currency, effectiveFrom, effectiveTo, daily } = row;
  const { aboveInputTokens, serviceTier, region, root, source, flag } = row;
  return {
    id,
    book,
    provider,
    model,
    matcher,
    leaf,
    unitPrice,
    currency,
    effectiveFrom,
    effectiveTo,
    daily: daily === null ? null : { fromSecond: daily.fromSecond, toSecond: daily.toSecond },
    aboveInputTokens,
    serviceTier,
    region,
    root,
    source: { feed: source.feed, version: source.version },
    flag,
  };
}

function endPriceRow(entities: PlannedEntities, id: string): Fault | undefined {
  if (entities.get('priceRow', id) === undefined) return unknown('priceRow', id);
  entities.put('priceRow', id, null);
  return undefined;
}

function fault(code: FaultCode, detail: string): Fault {
  return new Fault(code, detail);
}

function invalid(detail: string): Fault {
  return fault('entity_invalid', detail);
}

function unknown(kind: EntityKind, id: string): Fault {
  return fault('entity_unknown', `${kind} ${id} does not exist.`);
}
