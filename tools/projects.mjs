// The folders of all apps and libraries. On any Node from 20 on, for the launcher loads it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Relative to the top, in order. */
export function projectFolders(top) {
  const below = (folder) =>
    existsSync(join(top, folder)) ? readdirSync(join(top, folder)).map((one) => `${folder}/${one}`) : [];
  const all = [...below('apps'), ...below('libs').flatMap((group) => below(group))];
  return all.filter((folder) => existsSync(join(top, folder, 'package.json'))).sort();
}
