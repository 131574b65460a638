import { Controller, Inject } from '@nestjs/common';
import type { Project } from '@suanpan/catalogue';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type ChangeCall, type Changes, expected } from '../frame/changes.ts';
import { demand } from '../frame/demand.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import { type Patch, withPatch } from '../frame/with-patch.ts';
import type { Lists } from './lists.ts';
import {
  archiveProject,
  changeProject,
  createProject,
  limitProject,
  listProjects,
  readProject,
} from './project-operations.ts';

/** A call that changes one project. */
type ProjectCall = ChangeCall & Pick<Call<typeof readProject>, 'params' | 'view'>;

@Controller()
export class ProjectRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listProjects)
  async list(call: Call<typeof listProjects>) {
    const { root, account } = call.query;
    const page = await this.lists.page(call, 'project', {
      list: listProjects.id,
      filters: { root, account },
      root,
      keep: (project) =>
        (account === undefined || project.account === account) &&
        call.may('project.view', { kind: 'project', id: project.id }).allowed,
    });
    return answerOf(listProjects, page);
  }

  @Serves(createProject)
  create(call: Call<typeof createProject>) {
    const { id = newId('prj'), account, reason: _, ...rest } = call.body;
    if (rest.budget !== undefined || rest.concurrencyMax !== undefined || rest.qpsMax !== undefined) {
      demand(call, 'quota.edit', { kind: 'account', id: account });
    }
    const { root } = existing(call.view.account(account), 'account', account);
    const value: Project = { id, root, account, ...rest };
    return this.changes.commit(call, [{ act: 'create', entity: 'project', value }], (revision) =>
      answerOf(createProject, after(revision, 'project', id), {
        version: revision.revision,
        headers: { location: `/v1/projects/${id}` },
      }),
    );
  }

  @Serves(readProject)
  read(call: Call<typeof readProject>) {
    const { project } = call.params;
    const version = call.catalogue.changedBy('project', project);
    return answerOf(readProject, existing(call.view.project(project), 'project', project), { version });
  }

  @Serves(changeProject)
  change(call: Call<typeof changeProject>) {
    const { reason: _, ...patch } = call.body;
    if (patch.account !== undefined) demand(call, 'project.manage', { kind: 'account', id: patch.account });
    return this.#put(call, patch);
  }

  @Serves(limitProject)
  limit(call: Call<typeof limitProject>) {
    const { reason: _, ...patch } = call.body;
    return this.#put(call, patch);
  }

  @Serves(archiveProject)
  archive(call: Call<typeof archiveProject>) {
    return this.#put(call, { status: 'archived' });
  }

  #put(call: ProjectCall, patch: Patch<Project>) {
    const { project: id } = call.params;
    const value = withPatch(existing(call.view.project(id), 'project', id), patch);
    return this.changes.commit(call, [{ act: 'change', entity: 'project', value, ...expected(call) }], (revision) =>
      answerOf(readProject, after(revision, 'project', id), { version: revision.revision }),
    );
  }
}
