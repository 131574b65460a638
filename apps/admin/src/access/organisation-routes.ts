import { Controller, Inject } from '@nestjs/common';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes, expected } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { accountNode } from '../frame/target.ts';
import type { Lists } from '../tree/lists.ts';
import {
  changeOrganisation,
  createOrganisation,
  listOrganisations,
  readOrganisation,
} from './organisation-operations.ts';

@Controller()
export class OrganisationRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listOrganisations)
  async list(call: Call<typeof listOrganisations>) {
    const { root } = call.query;
    const page = await this.lists.page(call, 'organisation', {
      list: listOrganisations.id,
      filters: { root },
      ...(root === undefined ? {} : { root }),
      keep: ({ roots }) => roots.every((each) => call.may('organisation.view', accountNode(each)).allowed),
    });
    return answerOf(listOrganisations, page);
  }

  @Serves(createOrganisation)
  create(call: Call<typeof createOrganisation>) {
    const { id = newId('org'), name, roots } = call.body;
    const value = { id, name, roots };
    return this.changes.commit(call, [{ act: 'create', entity: 'organisation', value }], (revision) =>
      answerOf(createOrganisation, after(revision, 'organisation', id), {
        version: revision.revision,
        headers: { location: `/v1/organisations/${id}` },
      }),
    );
  }

  @Serves(readOrganisation)
  read(call: Call<typeof readOrganisation>) {
    const { organisation: id } = call.params;
    const found = existing(call.view.get('organisation', id), 'organisation', id);
    return answerOf(readOrganisation, found, { version: call.catalogue.changedBy('organisation', id) });
  }

  @Serves(changeOrganisation)
  change(call: Call<typeof changeOrganisation>) {
    const { organisation: id } = call.params;
    const { reason: _, ...patch } = call.body;
    const value = { ...existing(call.view.get('organisation', id), 'organisation', id), ...patch };
    return this.changes.commit(
      call,
      [{ act: 'change', entity: 'organisation', value, ...expected(call) }],
      (revision) => answerOf(changeOrganisation, after(revision, 'organisation', id), { version: revision.revision }),
    );
  }
}
