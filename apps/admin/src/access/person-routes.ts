import { Controller, Inject } from '@nestjs/common';
import { type Grant, grantKey, type Person } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { PLATFORM, permissionsOfGrant } from '@suanpan/permissions';
import { SERVICE_LOG, type ServiceLog } from '@suanpan/service-runtime';
import type { FirstPassword as FirstPasswordMade, SignIn } from '@suanpan/sign-in';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { demand } from '../frame/demand.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS, SIGN_IN } from '../frame/parts.ts';
import { grantNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import { demandDelegation } from './delegation.ts';
import {
  changePerson,
  endSessionsOf,
  invitePerson,
  listPeople,
  listSessionsOf,
  readPerson,
  renewPassword,
} from './person-operations.ts';
import { shownSession } from './who-routes.ts';

@Controller()
export class PersonRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(SIGN_IN) private readonly signIn: SignIn,
    @Inject(SERVICE_LOG) private readonly log: ServiceLog,
  ) {}

  @Serves(listPeople)
  async list(call: Call<typeof listPeople>) {
    const { root } = call.query;
    const everywhere = call.may('person.view', PLATFORM).allowed;
    const granted = ({ id }: Person) =>
      call.view
        .under('grant', grantKey('person', id))
        .some(
          (grant) => (root === undefined || grant.root === root) && call.may('person.view', grantNode(grant)).allowed,
        );
    const page = await this.lists.page(call, 'person', {
      list: listPeople.id,
      filters: { root },
      keep: (person) => (everywhere && root === undefined) || granted(person),
    });
    return answerOf(listPeople, page);
  }

  @Serves(invitePerson)
  async invite(call: Call<typeof invitePerson>) {
    const { name, email, login, grant: asked } = call.body;
    const granting = asked === undefined ? undefined : this.#grant(call, asked);
    const { now } = call;
    // The sign-in keeps its own tables. A crash before the commit leaves a login that nobody's catalogue knows, which is
    // made known, without any grant, when it is used.
    const made =
      login === undefined
        ? { person: await this.signIn.invite({ name, email: email ?? '', now }) }
        : await this.signIn.addByPassword({ name, login, now });
    const { person } = made;
    const grant =
      granting === undefined ? null : { ...granting, principal: { kind: 'person', id: person.id } as const };
    return this.changes.commit(
      call,
      [
        { act: 'create', entity: 'person', value: person },
        ...(grant === null ? [] : [{ act: 'create', entity: 'grant', value: grant } as const]),
      ],
      (revision) =>
        answerOf(
          invitePerson,
          { person, grant, firstPassword: 'password' in made ? firstPassword(made) : null },
          { version: revision.revision, headers: { location: `/v1/people/${person.id}` } },
        ),
    );
  }

  @Serves(readPerson)
  async read(call: Call<typeof readPerson>) {
    const person = this.#person(call);
    const means = await this.signIn.means(person.id);
    const { login = null, email = null, bound = false, passwordChangeDue = false } = means ?? {};
    const version = call.catalogue.changedBy('person', person.id);
    return answerOf(readPerson, { person, login, email, bound, passwordChangeDue }, { version });
  }

  @Serves(changePerson)
  change(call: Call<typeof changePerson>) {
    const person = this.#person(call);
    const { name = person.name, status = person.status } = call.body;
    const value = { ...person, name, status };
    return this.changes.commit(call, [{ act: 'change', entity: 'person', value, ...expected(call) }], (revision) =>
      answerOf(changePerson, after(revision, 'person', person.id), { version: revision.revision }),
    );
  }

  @Serves(renewPassword)
  renew(call: Call<typeof renewPassword>) {
    const person = this.#person(call);
    return this.changes.store(call, async () => {
      const made = await this.signIn.renewPassword({ person: person.id, now: call.now });
      this.#tell(call, 'a password was replaced');
      return answerOf(renewPassword, firstPassword(made));
    });
  }

  @Serves(listSessionsOf)
  async sessions(call: Call<typeof listSessionsOf>) {
    const found = await this.signIn.sessions({ person: this.#person(call).id, now: call.now });
    return answerOf(listSessionsOf, { items: found.map((each) => shownSession(each, call.caller.session)) });
  }

  @Serves(endSessionsOf)
  endSessions(call: Call<typeof endSessionsOf>) {
    const person = this.#person(call);
    return this.changes.store(call, async () => {
      const ended = await this.signIn.endSessions({ person: person.id, now: call.now });
      this.#tell(call, 'the sessions of a person were ended');
      return answerOf(endSessionsOf, { ended });
    });
  }

  #person({ view, params }: Pick<Call<typeof readPerson>, 'view' | 'params'>): Person {
    return existing(view.get('person', params.person), 'person', params.person);
  }

  /** These acts are no facts of the catalogue; the log keeps who did them and why. */
  #tell({ caller, body, params }: Call<typeof renewPassword> | Call<typeof endSessionsOf>, what: string): void {
    this.log.info({ actor: caller.label, person: params.person, reason: body.reason }, what);
  }

  #grant(
    call: Call<typeof invitePerson>,
    { account, role }: NonNullable<Call<typeof invitePerson>['body']['grant']>,
  ): Omit<Grant, 'principal'> {
    demand(call, 'grant.manage', { kind: 'account', id: account });
    const { root } = existing(call.view.account(account), 'account', account);
    const grant = {
      ...{ id: newId('grt'), root, node: { kind: 'account', id: account } as const },
      ...({ effect: 'allow', role, permissions: [], expiresAt: null } as const),
    };
    const permissions = permissionsOfGrant(call.view, grant);
    if (permissions.size === 0) throw new Fault('entity_unknown', `role ${role} does not exist.`);
    demandDelegation(call, grantNode(grant), permissions);
    return grant;
  }
}

function firstPassword({ login, password }: FirstPasswordMade) {
  return { login, password };
}
