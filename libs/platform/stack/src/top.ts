import { resolve } from 'node:path';

/** The repository's top folder; sources and build output lie at the same depth below it. */
export const workspaceTop = resolve(import.meta.dirname, '../../../..');
