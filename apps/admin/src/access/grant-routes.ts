import { Controller, Inject } from '@nestjs/common';
import type { Grant } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { permissionsOfGrant } from '@suanpan/permissions';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { demand } from '../frame/demand.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { grantNode, orPlatform } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import { demandDelegation } from './delegation.ts';
import { createGrant, endGrant, listGrants, readGrant } from './grant-operations.ts';
import { sorted } from './role-routes.ts';

@Controller()
export class GrantRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listGrants)
  async list(call: Call<typeof listGrants>) {
    const { root, principal, node } = call.query;
    const page = await this.lists.page(call, 'grant', {
      list: listGrants.id,
      filters: { root, principal, node },
      ...(root === undefined ? {} : { root }),
      keep: (grant) =>
        (principal === undefined || grant.principal.id === principal) &&
        (node === undefined || grant.node?.id === node) &&
        call.may('grant.view', grantNode(grant)).allowed,
    });
    return answerOf(listGrants, page);
  }

  @Serves(createGrant)
  create(call: Call<typeof createGrant>) {
    const { id = newId('grt'), node, principal, effect, role = null, permissions = [], expiresAt } = call.body;
    const root = node === null ? null : rootOf(call, node);
    const value: Grant = { id, root, node, principal, effect, role, permissions: sorted(permissions), expiresAt };
    const about = permissionsOfGrant(call.view, value);
    if (effect === 'allow') demandDelegation(call, grantNode(value), about);
    else demandDeny(call, value, about);
    return this.changes.commit(call, [{ act: 'create', entity: 'grant', value }], (revision) =>
      answerOf(createGrant, after(revision, 'grant', id), {
        version: revision.revision,
        headers: { location: `/v1/grants/${id}` },
      }),
    );
  }

  @Serves(readGrant)
  read(call: Call<typeof readGrant>) {
    const grant = existing(call.view.get('grant', call.params.grant), 'grant', call.params.grant);
    return answerOf(readGrant, grant, { version: call.catalogue.changedBy('grant', grant.id) });
  }

  @Serves(endGrant)
  end(call: Call<typeof endGrant>) {
    const grant = existing(call.view.get('grant', call.params.grant), 'grant', call.params.grant);
    if (grant.effect === 'deny') demandDelegation(call, grantNode(grant), permissionsOfGrant(call.view, grant));
    return this.changes.commit(call, [{ act: 'end', entity: 'grant', id: grant.id, ...expected(call) }], () =>
      answerOf(endGrant, grant),
    );
  }
}

function rootOf({ view }: Pick<Call<typeof createGrant>, 'view'>, node: NonNullable<Grant['node']>): string {
  return existing(view.get(node.kind, node.id), node.kind, node.id).root;
}

/**
 * A deny beats every allow, those of the people above included. Were everybody who manages grants of a department able to
 * deny, they could shut out the owner of the root; and a denied `grant.manage` could be taken back by nobody.
 */
function demandDeny(call: Call<typeof createGrant>, { root }: Grant, about: ReadonlySet<string>): void {
  demand(call, 'grant.manage', orPlatform('root', root));
  if (about.has('grant.manage')) {
    throw new Fault('entity_invalid', 'A deny must not take grant.manage away; take the grant that gives it back.');
  }
}
