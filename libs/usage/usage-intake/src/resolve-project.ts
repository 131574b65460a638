import type { CatalogueView, Project } from '@suanpan/catalogue';
import type { FieldReader } from './field-reader.ts';

/** The part of an API key that intake needs. */
export interface IntakeKey {
  readonly id: string;
  readonly root: string;
  readonly project: string | null;
}

/**
 * Finds the project an event is booked on: the one it names, or the one its key is bound to. There is no fallback. A
 * project of another tenant is answered exactly as one that does not exist, so that nobody can try out ids.
 */
export function resolveProject(
  named: string | undefined,
  key: IntakeKey,
  view: CatalogueView,
  reader: FieldReader,
): Project | undefined {
  const id = named ?? key.project ?? undefined;
  if (id === undefined) {
    return reader.refuse(
      '/data/project',
      'The event names no project and the API key is bound to none.',
      'project_missing',
    );
  }
  const project = view.project(id);
  if (project === undefined || project.root !== key.root || (key.project !== null && key.project !== id)) {
    return reader.refuse('/data/project', 'No such project exists for this API key.', 'project_unknown');
  }
  return project;
}
