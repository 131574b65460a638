/** pino's numbers for levels (https://getpino.io/#/docs/api?id=logger-level); our services write the names. */
const LEVELS: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const NAMES: readonly unknown[] = Object.values(LEVELS);
const HIDDEN = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name', 'service']);
const COLOURS = [36, 33, 32, 35, 34, 96];
const WIDTH = 10;

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

/** A service's JSON log line as a person reads it; any other line as it is. */
export function readableLine(line: string): string {
  if (!line.startsWith('{')) return line;
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const level = NAMES.includes(record.level) ? record.level : LEVELS[String(record.level)];
  if (level === undefined || typeof record.msg !== 'string') return line;
  const rest = Object.entries(record).filter(([key]) => !HIDDEN.has(key));
  const fields = rest.map(([key, value]) => ` ${key}=${shown(value)}`).join('');
  return `${level === 'info' ? '' : `${level} `}${record.msg}${fields}`;
}

/** `ingest     | …`, the name in a colour of its own when the output is a terminal. */
export function prefixedLine(part: string, line: string, colour: boolean): string {
  const name = `${part.padEnd(WIDTH)}|`;
  if (!colour) return `${name} ${line}`;
  const sum = [...part].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return `\u001b[${COLOURS[sum % COLOURS.length]}m${name}\u001b[0m ${line}`;
}
