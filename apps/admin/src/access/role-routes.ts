import { Controller, Inject } from '@nestjs/common';
import type { Role } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { BUILT_IN_ROLES } from '@suanpan/permissions';
import { answerOf } from '../frame/answer.ts';
import type { Call, CallContext } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { rootNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import { demandDelegation } from './delegation.ts';
import { changeRole, createRole, listBuiltInRoles, listRoles, readRole } from './role-operations.ts';

const BUILT_IN = [...BUILT_IN_ROLES.values()];

@Controller()
export class RoleRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listBuiltInRoles)
  builtIn() {
    return answerOf(listBuiltInRoles, { items: BUILT_IN });
  }

  @Serves(listRoles)
  async list(call: Call<typeof listRoles>) {
    const { root } = call.query;
    const page = await this.lists.page(call, 'role', {
      list: listRoles.id,
      filters: { root },
      ...(root === undefined ? {} : { root }),
      keep: (role) => call.may('role.view', rootNode(role.root)).allowed,
    });
    return answerOf(listRoles, page);
  }

  @Serves(createRole)
  create(call: Call<typeof createRole>) {
    const { id = newId('role'), root, name, permissions } = call.body;
    demandDelegation(call, rootNode(root), permissions);
    const value: Role = { id, root, name, permissions: sorted(permissions) };
    return this.changes.commit(call, [{ act: 'create', entity: 'role', value }], (revision) =>
      answerOf(createRole, after(revision, 'role', id), {
        version: revision.revision,
        headers: { location: `/v1/roles/${id}` },
      }),
    );
  }

  @Serves(changeRole)
  change(call: Call<typeof changeRole>) {
    const role = existing(call.view.get('role', call.params.role), 'role', call.params.role);
    const { name = role.name, permissions = role.permissions } = call.body;
    const added = permissions.filter((each) => !role.permissions.includes(each));
    demandDelegation(call, rootNode(role.root), added);
    demandNoLockout(call, role, added);
    const value: Role = { ...role, name, permissions: sorted(permissions) };
    return this.changes.commit(call, [{ act: 'change', entity: 'role', value, ...expected(call) }], (revision) =>
      answerOf(changeRole, after(revision, 'role', role.id), { version: revision.revision }),
    );
  }

  @Serves(readRole)
  read(call: Call<typeof readRole>) {
    const role = existing(call.view.get('role', call.params.role), 'role', call.params.role);
    return answerOf(readRole, role, { version: call.catalogue.changedBy('role', role.id) });
  }
}

/** What a deny must not take away (see `createGrant`), the role of one must not come to hold either. */
function demandNoLockout({ catalogue }: Pick<CallContext, 'catalogue'>, { id }: Role, added: readonly string[]): void {
  if (!added.includes('grant.manage')) return;
  if (catalogue.all('grant').some((grant) => grant.effect === 'deny' && grant.role === id)) {
    throw new Fault('entity_invalid', 'The role is denied to somebody; grant.manage must not be denied.');
  }
}

/** As the catalogue keeps them: sorted, each once. */
export function sorted(permissions: readonly string[]): string[] {
  return [...new Set(permissions)].sort();
}
