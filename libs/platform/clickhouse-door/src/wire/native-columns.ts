import { EngineError } from '../engine-error.ts';

/**
 * Where the columns of ClickHouse's Native format end. Sources: `src/DataTypes/Serializations/` of ClickHouse, and the page
 * "Native" of its documentation. Types whose length cannot be told without reading every value of an own format are refused.
 */
const BYTES_OF: Readonly<Record<string, number>> = {
  ...{ UInt8: 1, Int8: 1, Bool: 1, Enum8: 1, Nothing: 1 },
  ...{ UInt16: 2, Int16: 2, Enum16: 2, Date: 2, BFloat16: 2 },
  ...{ UInt32: 4, Int32: 4, Float32: 4, Date32: 4, DateTime: 4, Time: 4, IPv4: 4, Decimal32: 4 },
  ...{ UInt64: 8, Int64: 8, Float64: 8, DateTime64: 8, Time64: 8, Decimal64: 8 },
  ...{ UInt128: 16, Int128: 16, UUID: 16, IPv6: 16, Decimal128: 16 },
  ...{ UInt256: 32, Int256: 32, Decimal256: 32 },
};
const LOW_CARDINALITY_PREFIX_BYTES = 8;
/** LowCardinality: the block brings the keys it uses. Nothing else is written by the format Native. */
const HAS_OWN_KEYS = 0x200;

/** How to step over a column: first over what stands before its data, then over the data of so many rows. */
interface Steps {
  readonly prefix: (bytes: ByteSteps) => void;
  readonly data: (bytes: ByteSteps, rows: number) => void;
}

/** Thrown where the bytes end before the block does. */
export class MoreBytesNeeded extends Error {}

/** Steps through bytes. */
export class ByteSteps {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.bytes.length) throw new MoreBytesNeeded();
  }

  /** A number in groups of seven bits, the lowest first. */
  varUInt(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new MoreBytesNeeded();
      this.at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const start = this.varUInt();
    const from = this.at;
    this.skip(start);
    return this.bytes.toString('utf8', from, this.at);
  }

  uint64(): number {
    const from = this.at;
    this.skip(8);
    return Number(this.bytes.readBigUInt64LE(from));
  }
}

const NO_PREFIX = () => undefined;
const fixed = (size: number): Steps => ({ prefix: NO_PREFIX, data: (bytes, rows) => bytes.skip(rows * size) });

const STRING: Steps = {
  prefix: NO_PREFIX,
  data: (bytes, rows) => {
    for (let row = 0; row < rows; row++) bytes.skip(bytes.varUInt());
  },
};

function nullable(inner: Steps): Steps {
  return {
    prefix: inner.prefix,
    data: (bytes, rows) => {
      bytes.skip(rows);
      inner.data(bytes, rows);
    },
  };
}

function array(inner: Steps): Steps {
  return {
    prefix: inner.prefix,
    data: (bytes, rows) => {
      if (rows > 0) bytes.skip((rows - 1) * 8);
      inner.data(bytes, rows > 0 ? bytes.uint64() : 0);
    },
  };
}

function tuple(elements: readonly Steps[]): Steps {
  // An empty tuple is written as one byte a row.
  if (elements.length === 0) return fixed(1);
  return {
    prefix: (bytes) => {
      for (const element of elements) element.prefix(bytes);
    },
    data: (bytes, rows) => {
      for (const element of elements) element.data(bytes, rows);
    },
  };
}

function lowCardinality(keys: Steps): Steps {
  return {
    prefix: (bytes) => bytes.skip(LOW_CARDINALITY_PREFIX_BYTES),
    data: (bytes, rows) => {
      if (rows === 0) return;
      const flags = bytes.uint64();
      if ((flags & HAS_OWN_KEYS) !== 0) keys.data(bytes, bytes.uint64());
      bytes.skip(bytes.uint64() * 2 ** (flags & 15));
    },
  };
}

function decimalBytes(precision: number): number {
  if (precision <= 9) return 4;
  if (precision <= 18) return 8;
  return precision <= 38 ? 16 : 32;
}

/** Arguments of a type, split at its own commas: brackets and quoted text hold other ones. */
function argumentsOf(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[(),]/g)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === ',' && depth === 0) {
      found.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === '' ? found : [...found, last];
}

/** `name Type` of a tuple without its name. */
const withoutName = (element: string): string => element.replace(/^(?:`(?:[^`\\]|\\.)*`|[A-Za-z_][A-Za-z0-9_]*) +/, '');

/** Gives the steps for a type as ClickHouse writes it. Throws NOT_IMPLEMENTED for types that are not known here. */
export function stepsOf(type: string): Steps {
  const [, name = type, inside = ''] = /^([A-Za-z0-9]+)\(([\s\S]*)\)$/.exec(type) ?? [];
  const parts = argumentsOf(inside);
  const [first = '', second = ''] = parts;
  if (name === 'String') return STRING;
  if (name === 'FixedString') return fixed(Number(first));
  if (name === 'Decimal') return fixed(decimalBytes(Number(first)));
  if (name === 'Nullable') return nullable(stepsOf(first));
  if (name === 'Array') return array(stepsOf(first));
  if (name === 'Map') return array(tuple([stepsOf(first), stepsOf(second)]));
  if (name === 'Tuple') return tuple(parts.map((part) => stepsOf(withoutName(part))));
  if (name === 'Nested') return array(tuple(parts.map((part) => stepsOf(withoutName(part)))));
  // The keys are never Nullable, the first of them stands for NULL.
  if (name === 'LowCardinality') return lowCardinality(stepsOf(first.replace(/^Nullable\((.*)\)$/, '$1')));
  if (name === 'SimpleAggregateFunction') return stepsOf(parts.at(-1) ?? '');
  const size = name.startsWith('Interval') ? 8 : BYTES_OF[name];
  if (size !== undefined) return fixed(size);
  const text = `Columns of the type ${name} in the format Native with client_protocol_version are not served`;
  throw new EngineError(48, 'NOT_IMPLEMENTED', text);
}
