import type { CatalogueView, Project } from '@suanpan/catalogue';
import type { FieldReader } from './field-reader.ts';

/** The part of an API key that intake needs. */
export interface IntakeKey {
  readonly id: string;
  readonly root: string;
  readonly project: string | null;
}

/**
 * Why the key may not report a call of a project made at a moment, in epoch milliseconds; `undefined` if it may. The text may be
 * shown to the sender. Asked of every event without an admission token, so it must be quick.
 */
export type CallRefusal = (project: string, time: number) => string | undefined;

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
