import { countKeys } from '@suanpan/facts';
import type { FieldReader } from './field-reader.ts';
import type { IntakeLimits } from './limits.ts';
import { parseBody } from './parse-body.ts';

const POINTER = '/data_base64';
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The data of an event that came as base64 (CloudEvents JSON format 1.0.2, section 3.1.1): JSON under the same limits as if it had come as it
 * is. Its texts were not among those that were found to need no care.
 */
export function decodedData(encoded: unknown, limits: IntakeLimits, reader: FieldReader): Record<string, unknown> {
  reader.distrustTexts();
  if (typeof encoded !== 'string' || encoded.length % 4 !== 0 || !BASE64.test(encoded)) {
    reader.refuse(POINTER, 'data_base64 must be base64 with padding (RFC 4648, section 4).');
    return {};
  }
  const parsed = parseBody(Buffer.from(encoded, 'base64'), 'structured', limits);
  const problem = parsed.ok ? parsed.body.problems.get(0) : parsed.problem;
  const value = parsed.ok ? parsed.body.values[0] : undefined;
  if (problem !== undefined)
    reader.refuse(POINTER, problem.detail, problem.code === 'request_malformed' ? 'event_malformed' : problem.code);
  else if (typeof value !== 'object' || value === null || Array.isArray(value))
    reader.refuse(POINTER, 'data_base64 must hold a JSON object.');
  else if (parsed.ok && countKeys(value) !== parsed.body.spans[0]?.keysWritten)
    reader.refuse(
      POINTER,
      'An object of the event names a key twice, so its value is not known.',
      'event_duplicate_key',
    );
  else return value as Record<string, unknown>;
  return {};
}
