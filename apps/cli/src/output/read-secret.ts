import type { ReadStream } from 'node:tty';

const ENTER = /[\r\n]/;
const END_OF_INPUT = '\u0004';
const INTERRUPT = '\u0003';
const BACKSPACE = /[\u007f\b]/;

/**
 * Reads one line without showing it: from a person, with the terminal's echo off, or else the next line of the input.
 * Ctrl-C ends the process as it would have without us, because a terminal in raw mode does not.
 */
export function readSecret(
  input: NodeJS.ReadStream & Partial<Pick<ReadStream, 'setRawMode'>>,
  show: (text: string) => void,
  question: string,
): Promise<string> {
  const typed = input.isTTY === true && input.setRawMode !== undefined;
  if (input.readableEnded) return Promise.resolve('');
  if (typed) show(question);
  return new Promise((resolve, reject) => {
    let line = '';
    const end = (rest: string) => {
      input.off('data', take).off('end', finish).off('error', fail);
      if (typed) {
        input.setRawMode?.(false);
        show('\n');
      }
      input.pause();
      if (rest !== '') input.unshift(rest);
    };
    const finish = () => {
      end('');
      resolve(line);
    };
    const fail = (error: Error) => {
      end('');
      reject(error);
    };
    const take = (chunk: string | Buffer) => {
      const text = chunk.toString();
      let at = 0;
      for (const character of text) {
        at += character.length;
        if (ENTER.test(character) || (typed && character === END_OF_INPUT)) {
          // The second half of a Windows line end belongs to the line that ended.
          end(text.slice(character === '\r' && text[at] === '\n' ? at + 1 : at));
          resolve(line);
          return;
        }
        if (typed && character === INTERRUPT) {
          end('');
          process.kill(process.pid, 'SIGINT');
          reject(new Error('Interrupted.'));
          return;
        }
        line = typed && BACKSPACE.test(character) ? [...line].slice(0, -1).join('') : line + character;
      }
    };
    input.setEncoding('utf8');
    input.on('data', take).on('end', finish).on('error', fail);
    if (typed) input.setRawMode?.(true);
    input.resume();
  });
}
