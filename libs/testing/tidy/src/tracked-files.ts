import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HouseFile } from './house-rules.ts';

const TEXT_MAX_BYTES = 2_000_000;

/** The tracked text files below `top`; large data and binaries are left out. */
export function trackedFiles(top: string): readonly HouseFile[] {
  const paths = execFileSync('git', ['ls-files', '-z'], { cwd: top, encoding: 'utf8' }).split('\0');
  const files: HouseFile[] = [];
  for (const path of paths) {
    const file = join(top, path);
    if (path === '' || !existsSync(file) || !statSync(file).isFile() || statSync(file).size > TEXT_MAX_BYTES) continue;
    const text = readFileSync(file, 'utf8');
    if (!text.includes('\0')) files.push({ path, text });
  }
  return files;
}
