import { Controller, Inject } from '@nestjs/common';
import type { Account } from '@suanpan/catalogue';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type ChangeCall, type Changes, expected } from '../frame/changes.ts';
import { demand } from '../frame/demand.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import { type Patch, withPatch } from '../frame/with-patch.ts';
import {
  changeAccount,
  closeAccount,
  createAccount,
  limitAccount,
  listAccounts,
  readAccount,
} from './account-operations.ts';
import type { Lists } from './lists.ts';

/** A call that changes one account. */
type AccountCall = ChangeCall & Pick<Call<typeof readAccount>, 'params' | 'view'>;

@Controller()
export class AccountRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listAccounts)
  async list(call: Call<typeof listAccounts>) {
    const { root, parent, kind } = call.query;
    const page = await this.lists.page(call, 'account', {
      list: listAccounts.id,
      filters: { root, parent, kind },
      root,
      keep: (account) =>
        (parent === undefined || account.parent === parent) &&
        (kind === undefined || account.kind === kind) &&
        call.may('account.view', accountNode(account.id)).allowed,
    });
    return answerOf(listAccounts, page);
  }

  @Serves(createAccount)
  create(call: Call<typeof createAccount>) {
    const { id = newId('acc'), parent, kind, name, reason: _, ...limits } = call.body;
    if (limits.budget !== undefined || limits.callQuota !== undefined) {
      demand(call, 'quota.edit', { kind: 'account', id: parent });
    }
    const { root } = this.#account(call, parent);
    const value: Account = { id, root, parent, kind, name, ...limits };
    return this.changes.commit(call, [{ act: 'create', entity: 'account', value }], (revision) =>
      answerOf(createAccount, after(revision, 'account', id), {
        version: revision.revision,
        headers: { location: `/v1/accounts/${id}` },
      }),
    );
  }

  @Serves(readAccount)
  read(call: Call<typeof readAccount>) {
    const { account } = call.params;
    const version = call.catalogue.changedBy('account', account);
    return answerOf(readAccount, this.#account(call, account), { version });
  }

  @Serves(changeAccount)
  change(call: Call<typeof changeAccount>) {
    const { reason: _, ...patch } = call.body;
    if (patch.parent !== undefined) demand(call, 'account.manage', { kind: 'account', id: patch.parent });
    return this.#put(call, patch);
  }

  @Serves(limitAccount)
  limit(call: Call<typeof limitAccount>) {
    const { reason: _, ...patch } = call.body;
    return this.#put(call, patch);
  }

  @Serves(closeAccount)
  close(call: Call<typeof closeAccount>) {
    return this.#put(call, { status: 'closed' });
  }

  #put(call: AccountCall, patch: Patch<Account>) {
    const { account: id } = call.params;
    const value = withPatch(this.#account(call, id), patch);
    return this.changes.commit(call, [{ act: 'change', entity: 'account', value, ...expected(call) }], (revision) =>
      answerOf(readAccount, after(revision, 'account', id), { version: revision.revision }),
    );
  }

  #account({ view }: Pick<Call<typeof readAccount>, 'view'>, id: string): Account {
    return existing(view.account(id), 'account', id);
  }
}
