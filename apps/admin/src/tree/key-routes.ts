import { Controller, Inject } from '@nestjs/common';
import { keyDisplay, keyHash, mintKey, planRotation } from '@suanpan/api-keys';
import type { ApiKey } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { RequestFault } from '@suanpan/service-runtime';
import { demandForKey } from '../access/delegation.ts';
import { answerOf } from '../frame/answer.ts';
import type { Call, CallContext } from '../frame/call.ts';
import { after, type ChangeCall, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, KEY_USES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import { withPatch } from '../frame/with-patch.ts';
import { LEDGER } from '../money/money-parts.ts';
import type { KeyUses } from '../store/key-uses.ts';
import { changeKey, createKey, listKeys, readKey, readKeyUse, revokeKey, rotateKey } from './key-operations.ts';
import { lastCallOf } from './last-calls.ts';
import type { Lists } from './lists.ts';

@Controller()
export class KeyRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(KEY_USES) private readonly uses: KeyUses,
    @Inject(LEDGER) private readonly ledger: ClickHouse,
  ) {}

  @Serves(listKeys)
  async list(call: Call<typeof listKeys>) {
    const { root, account, status } = call.query;
    const page = await this.lists.page(call, 'key', {
      list: listKeys.id,
      filters: { root, account, status },
      root,
      keep: (key) =>
        (account === undefined || key.account === account) &&
        (status === undefined || key.status === status) &&
        call.may('key.view', accountNode(key.account)).allowed,
    });
    return answerOf(listKeys, { ...page, items: page.items.map(shown) });
  }

  @Serves(createKey)
  create(call: Call<typeof createKey>) {
    const { id = newId('key'), account, project = null, scopes, expiresAt, networks, kind } = call.body;
    inFuture(expiresAt, call);
    demandForKey(call, account, scopes);
    const { root } = existing(call.view.account(account), 'account', account);
    const secret = mintKey(kind);
    const value: ApiKey = {
      ...{ id, root, account, project, hash: keyHash(secret), display: keyDisplay(secret), scopes },
      ...{ status: 'active', expiresAt, ...(networks === undefined ? {} : { networks }) },
    };
    return this.changes.commit(
      call,
      [{ act: 'create', entity: 'key', value }],
      (revision) =>
        answerOf(
          createKey,
          { key: shown(after(revision, 'key', id)), secret },
          { version: revision.revision, headers: { location: `/v1/keys/${id}` } },
        ),
      { published: true },
    );
  }

  @Serves(readKey)
  read(call: Call<typeof readKey>) {
    const key = existing(call.view.get('key', call.params.key), 'key', call.params.key);
    return answerOf(readKey, shown(key), { version: call.catalogue.changedBy('key', key.id) });
  }

  @Serves(readKeyUse)
  async use(call: Call<typeof readKeyUse>) {
    const key = existing(call.view.get('key', call.params.key), 'key', call.params.key);
    const [{ at, since }, admin] = await Promise.all([
      lastCallOf(this.ledger, key, call.now),
      this.uses.lastUse(key.id),
    ]);
    return answerOf(readKeyUse, { call: at, since, admin });
  }

  @Serves(changeKey)
  change(call: Call<typeof changeKey>) {
    const { expiresAt, networks } = call.body;
    if (expiresAt !== undefined) inFuture(expiresAt, call);
    const { expiresAt: end, ...key } = existing(call.view.get('key', call.params.key), 'key', call.params.key);
    const value: ApiKey = withPatch(
      { ...key, expiresAt: expiresAt === undefined ? end : expiresAt },
      networks === undefined ? {} : { networks },
    );
    return this.#put(call, value);
  }

  @Serves(rotateKey)
  rotate(call: Call<typeof rotateKey>) {
    const { id = newId('key'), overlapSeconds, expiresAt, kind } = call.body;
    const old = existing(call.view.get('key', call.params.key), 'key', call.params.key);
    demandForKey(call, old.account, old.scopes);
    const plan = planRotation(old, call.now, overlapSeconds, expiresAt);
    if (!plan.ok) throw new Fault(plan.code, plan.detail);
    const secret = mintKey(kind);
    const issue: ApiKey = { ...plan.issue, id, hash: keyHash(secret), display: keyDisplay(secret) };
    return this.changes.commit(
      call,
      [
        { act: 'create', entity: 'key', value: issue },
        { act: 'change', entity: 'key', value: plan.replaced, ...expected(call) },
      ],
      (revision) =>
        answerOf(
          rotateKey,
          { key: shown(after(revision, 'key', id)), secret },
          { version: revision.revision, headers: { location: `/v1/keys/${id}` } },
        ),
      { published: true },
    );
  }

  @Serves(revokeKey)
  revoke(call: Call<typeof revokeKey>) {
    const key = existing(call.view.get('key', call.params.key), 'key', call.params.key);
    return this.#put(call, { ...key, status: 'revoked' });
  }

  #put(call: ChangeCall, value: ApiKey) {
    return this.changes.commit(call, [{ act: 'change', entity: 'key', value, ...expected(call) }], (revision) =>
      answerOf(readKey, shown(after(revision, 'key', value.id)), { version: revision.revision }),
    );
  }
}

/** What may be shown: not the hash, by which a key could be recognised elsewhere. */
function shown({ hash: _, ...key }: ApiKey): Omit<ApiKey, 'hash'> {
  return key;
}

function inFuture(expiresAt: number | null, { now }: Pick<CallContext, 'now'>): void {
  if (expiresAt === null || expiresAt > now) return;
  const detail = 'expiresAt must lie in the future.';
  throw new RequestFault('request_invalid', detail, { flaws: [{ pointer: '/expiresAt', detail }] });
}
