import { readFileSync } from 'node:fs';
import { type Setting, textSetting } from './read-config.ts';

/** A secret by its file: 64 hexadecimal digits at least. The path may be shown, what the file holds never is. */
export function secretFileSetting(name: string, help: string): Setting<Uint8Array> {
  return {
    ...textSetting(name, help),
    parse(path) {
      let text: string;
      try {
        text = readFileSync(path, 'utf8').trim();
      } catch (error) {
        throw new RangeError(`a file that can be read (${(error as NodeJS.ErrnoException).code})`);
      }
      if (!/^([0-9a-f]{2}){32,}$/i.test(text)) throw new RangeError('a file of 64 hexadecimal digits or more');
      return Buffer.from(text, 'hex');
    },
  };
}
