// The proofs of all projects, as their package.json files name them under `proofs`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolders } from './projects.mjs';

/** By name. A name that two projects use is an error, for a person would get the wrong one. */
export function readProofs(top) {
  const found = new Map();
  for (const project of projectFolders(top)) {
    const path = `${project}/package.json`;
    const { proofs = {} } = JSON.parse(readFileSync(join(top, path), 'utf8'));
    for (const [name, proof] of Object.entries(proofs)) {
      if (found.has(name))
        throw new Error(`Two projects have a proof "${name}": ${found.get(name).project}, ${project}.`);
      for (const key of ['promise', 'program', 'part', 'full'])
        if (proof[key] === undefined) throw new Error(`${path}: the proof "${name}" has no "${key}".`);
      found.set(name, { name, project, ...proof });
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
