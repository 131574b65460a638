import { readdirSync, readFileSync } from 'node:fs';

/**
 * Memory of a process and all it started, bytes: its own pages and its share of those that several have (PSS of
 * `/proc/<pid>/smaps_rollup`). `null` where that cannot be read, as elsewhere than on Linux.
 */
export function memoryOf(pid: number): number | null {
  const children = childrenByParent();
  let bytes: number | null = null;
  const left = [pid];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const own = pssOf(next);
    if (own !== undefined) bytes = (bytes ?? 0) + own;
    left.push(...(children.get(next) ?? []));
  }
  return bytes;
}

function pssOf(pid: number): number | undefined {
  const kib = /^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

function childrenByParent(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const pid of processes()) {
    // The parent is the second field after the name, which may hold spaces.
    const stat = textOf(`/proc/${pid}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    // No /proc: another system than Linux.
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Ended meanwhile, or another user's.
    return '';
  }
}
