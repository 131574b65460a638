import { createReadStream } from 'node:fs';

/** One line of a file, and where the next begins. */
export interface FileLine {
  readonly text: string;
  /** Counted in the file from 1. */
  readonly number: number;
  /** Bytes from the start of the file to the end of this line. */
  readonly end: number;
}

const NEWLINE = 0x0a;

/** Reads the lines of a file from a place on; empty ones are passed over. Long files are never held whole. */
export async function* readLines(path: string, from: { readonly bytes: number; readonly lines: number }) {
  let rest = Buffer.alloc(0);
  let { bytes: end, lines: number } = from;
  const lineOf = (line: Buffer): FileLine => {
    number += 1;
    return { text: line.toString('utf8').trim(), number, end };
  };
  for await (const chunk of createReadStream(path, { start: from.bytes })) {
    let data = Buffer.concat([rest, chunk as Buffer]);
    for (let at = data.indexOf(NEWLINE); at >= 0; at = data.indexOf(NEWLINE)) {
      end += at + 1;
      const line = lineOf(data.subarray(0, at));
      data = data.subarray(at + 1);
      if (line.text !== '') yield line;
    }
    rest = data;
  }
  end += rest.length;
  const last = lineOf(rest);
  if (last.text !== '') yield last;
}
