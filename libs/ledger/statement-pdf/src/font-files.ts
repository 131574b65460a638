import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A file of a font that holds some scripts of it. */
export interface FontFile {
  /** Unique; the name of the face in the document begins with it. */
  readonly name: string;
  readonly path: string;
  /** Code points it holds: first and last, both inclusive. */
  readonly ranges: readonly (readonly [number, number])[];
}

const FAMILIES = [
  { name: 'ibm-plex-sans', package: '@fontsource-variable/ibm-plex-sans' },
  { name: 'noto-sans-sc', package: '@fontsource-variable/noto-sans-sc' },
] as const;

const resolve = createRequire(import.meta.url).resolve;

let files: readonly FontFile[] | undefined;

/**
 * The files in the order they are asked for a character: Latin, Greek and Cyrillic from IBM Plex Sans, then Chinese, kana and
 * the rest from Noto Sans SC, which comes in a hundred slices. Both are under the SIL Open Font License.
 */
export function fontFiles(): readonly FontFile[] {
  files ??= FAMILIES.flatMap(({ name, package: from }) => {
    const scripts = JSON.parse(readFileSync(resolve(`${from}/unicode.json`), 'utf8')) as Record<string, string>;
    return Object.entries(scripts).map(([script, ranges]) => {
      const file = `${name}-${script.replaceAll(/[[\]]/g, '')}-wght-normal.woff2`;
      return { name: file, path: resolve(`${from}/files/${file}`), ranges: parseRanges(ranges) };
    });
  });
  return files;
}

/** `U+4E00-4E03,U+9F9F`, as a style sheet's unicode-range has it. */
function parseRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
}
