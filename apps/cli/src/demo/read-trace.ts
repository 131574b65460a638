import { Fault } from '@suanpan/fault';
import { parseInstant } from '@suanpan/time';

/** One call of a trace. */
export interface TraceRow {
  /** Line of the file, from 1: the title is line 1. */
  readonly line: number;
  /** Epoch milliseconds; further digits of the file are cut. */
  readonly time: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const TITLE = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const WHOLE = /^\d{1,12}$/;

/**
 * Reads a trace in the columns of the Azure LLM inference traces: `TIMESTAMP,ContextTokens,GeneratedTokens`. Times have
 * no zone and are read as UTC. The last line may lack its line end. Anything else is `config_invalid` and names the line.
 */
export function readTrace(text: string, name: string): TraceRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines[0]?.trim() !== TITLE) throw flaw(name, 1, `the title must be ${TITLE}`);
  if (lines.length === 1) throw flaw(name, 1, 'there is no call below the title');
  return lines.slice(1).map((line, i) => readRow(line, i + 2, name));
}

function readRow(line: string, number: number, name: string): TraceRow {
  const fields = line.split(',');
  const [timestamp = '', input = '', output = ''] = fields;
  if (fields.length !== 3) throw flaw(name, number, `3 columns are needed, not ${fields.length}`);
  const time = readTime(timestamp);
  if (time === undefined) throw flaw(name, number, `'${timestamp}' is not a time such as 2023-11-16 18:15:46.6805900`);
  return {
    line: number,
    time,
    inputTokens: readCount(input, 'ContextTokens', name, number),
    outputTokens: readCount(output, 'GeneratedTokens', name, number),
  };
}

function readTime(text: string): number | undefined {
  const spaced = text.trim().replace(' ', 'T');
  return parseInstant(/(Z|[+-]\d\d:\d\d)$/i.test(spaced) ? spaced : `${spaced}Z`);
}

function readCount(text: string, column: string, name: string, line: number): number {
  const count = text.trim();
  if (!WHOLE.test(count)) throw flaw(name, line, `${column} '${text}' is not a whole number of tokens`);
  return Number(count);
}

function flaw(name: string, line: number, what: string): Fault {
  return new Fault('config_invalid', `${name} line ${line}: ${what}.`);
}
