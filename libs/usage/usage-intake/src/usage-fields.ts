import { QUANTITIES, quantityValues, USAGE_QUALITIES, type UsageEvent } from '@suanpan/facts';
import { isCurrency } from '@suanpan/money';
import type { FieldReader } from './field-reader.ts';
import type { Counts } from './quantities.ts';
import { pointerStep } from './rejection.ts';

/** Names of a usage event's `data` that are read; everything else is dropped and counted. */
export const DATA_FIELDS: ReadonlySet<string> = new Set([
  'provider',
  'requestedModel',
  'model',
  'servedModel',
  'operation',
  ...QUANTITIES.map(({ field }) => field),
  'serviceTier',
  'region',
  'batch',
  'priority',
  'latencyMs',
  'timeToFirstTokenMs',
  'httpStatus',
  'errorType',
  'project',
  'endUser',
  'promptFingerprint',
  'session',
  'trace',
  'tags',
  'usageQuality',
  'reportedCost',
  'usage',
  'usageFormat',
  'admission',
]);

/** UTF-16 units of an admission token. */
const ADMISSION_MAX = 4096;
const TAGS_MAX = 32;
const TAG_NAME_MAX = 64;
const TAG_VALUE_MAX = 256;

type Data = Record<string, unknown>;

const POINTERS = QUANTITIES.map(({ field }) => `/data/${field}`);
const isDecimal = QUANTITIES.map(({ kind }) => kind === 'decimal');

/** The quantities a sender wrote itself. */
export function readQuantities(data: Data, reader: FieldReader): Counts {
  const values = quantityValues<unknown>(data);
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place];
    if (value === undefined) continue;
    const pointer = POINTERS[place] as string;
    values[place] = isDecimal[place] ? reader.seconds(pointer, value) : reader.count(pointer, value);
  }
  return values as Counts;
}

/** Tells the reader of fields that nobody reads. */
export function noteUnread(data: Data, reader: FieldReader): void {
  for (const name in data) if (!DATA_FIELDS.has(name)) reader.unread(name);
}

/** Which call it was and how it went: everything but quantities. */
export function readCall(data: Data, reader: FieldReader) {
  const model = reader.text('/data/model', data.model, 256);
  const requestedModel = reader.text('/data/requestedModel', data.requestedModel, 256) ?? model;
  if (requestedModel === undefined) reader.refuse('/data/requestedModel', 'requestedModel (or model) is required.');
  return {
    provider: reader.requiredText('/data/provider', data.provider, 64),
    requestedModel: requestedModel ?? '',
    servedModel: reader.text('/data/servedModel', data.servedModel, 256),
    operation: reader.requiredText('/data/operation', data.operation, 64),
    serviceTier: reader.text('/data/serviceTier', data.serviceTier, 64),
    region: reader.text('/data/region', data.region, 64),
    batch: reader.flag('/data/batch', data.batch),
    priority: reader.text('/data/priority', data.priority, 64),
    latencyMs: reader.duration('/data/latencyMs', data.latencyMs),
    timeToFirstTokenMs: reader.duration('/data/timeToFirstTokenMs', data.timeToFirstTokenMs),
    httpStatus: readStatus(data.httpStatus, reader),
    errorType: reader.text('/data/errorType', data.errorType, 128),
    project: reader.text('/data/project', data.project, 64),
    endUser: reader.text('/data/endUser', data.endUser, 256),
    promptFingerprint: reader.text('/data/promptFingerprint', data.promptFingerprint, 256),
    session: reader.text('/data/session', data.session, 128),
    trace: reader.text('/data/trace', data.trace, 128),
    tags: readTags(data.tags, reader),
    usageQuality: reader.word('/data/usageQuality', data.usageQuality, USAGE_QUALITIES),
    reportedCost: readCost(data.reportedCost, reader),
    admission: reader.text('/data/admission', data.admission, ADMISSION_MAX),
  };
}

function readStatus(value: unknown, reader: FieldReader): number | undefined {
  const status = reader.count('/data/httpStatus', value, 599);
  if (status !== undefined && status < 100) {
    return reader.refuse('/data/httpStatus', 'httpStatus must be a whole number from 100 to 599.');
  }
  return status;
}

function readTags(value: unknown, reader: FieldReader): UsageEvent['tags'] {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    return reader.refuse('/data/tags', 'tags must be an object of texts.');
  }
  const tags = value as Record<string, unknown>;
  let count = 0;
  for (const name in tags) {
    count += 1;
    if (count > TAGS_MAX) return reader.refuse('/data/tags', `tags holds more than ${TAGS_MAX} names.`);
    const tag = tags[name];
    // A tag called __proto__ would be no tag but a trap for whoever copies the tags into another object.
    if (name === '' || name === '__proto__' || !reader.isText(name, TAG_NAME_MAX)) {
      return reader.refuse('/data/tags', `A name in tags must be a text of 1 to ${TAG_NAME_MAX} characters.`);
    }
    if (!reader.isText(tag, TAG_VALUE_MAX)) {
      return reader.refuse(
        `/data/tags${pointerStep(name)}`,
        `A tag must be a text of up to ${TAG_VALUE_MAX} characters.`,
      );
    }
  }
  return count === 0 ? undefined : (tags as Record<string, string>);
}

function readCost(value: unknown, reader: FieldReader): UsageEvent['reportedCost'] {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    return reader.refuse('/data/reportedCost', 'reportedCost must be an object of amount and currency.');
  }
  const { amount, currency } = value as Record<string, unknown>;
  if (typeof currency !== 'string' || !isCurrency(currency)) {
    return reader.refuse('/data/reportedCost/currency', 'currency must be three capital letters.');
  }
  return { amount: reader.amount('/data/reportedCost/amount', amount), currency };
}
