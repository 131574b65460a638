import { QUANTITIES, type ResultEvent, type UsageEvent } from '@suanpan/facts';
import type { Counts } from './quantities.ts';

type Maybe<K extends keyof UsageEvent> = { readonly [N in K]: UsageEvent[N] | undefined };

/** Whose event it is, resolved. */
export type Origin = Pick<UsageEvent, 'time' | 'id' | 'source' | 'root' | 'account' | 'project' | 'credential'>;

/** Which call it was and how it went. */
export type Call = Pick<UsageEvent, 'provider' | 'requestedModel' | 'operation'> &
  Maybe<
    | 'servedModel'
    | 'serviceTier'
    | 'region'
    | 'batch'
    | 'priority'
    | 'latencyMs'
    | 'timeToFirstTokenMs'
    | 'httpStatus'
    | 'errorType'
    | 'session'
    | 'trace'
    | 'tags'
    | 'reportedCost'
  >;

/** What ingest itself found out about the event. */
export type Findings = Pick<UsageEvent, 'usageQuality'> &
  Maybe<'endUser' | 'promptFingerprint' | 'inconsistencies' | 'unread' | 'admission'>;

/** The parts of a usage event, as its reading yields them: putting them together first would cost more than writing. */
export interface LineParts {
  readonly origin: Origin;
  readonly call: Call;
  readonly counts: Counts;
  readonly findings: Findings;
}

/**
 * Writes the one canonical line of a usage event: JSON with `time`, `account` and `credential` first, the fields in the order of the contract, tags
 * in the order of their names, nothing that is undefined, and no line feed. Two events with equal content have equal
 * lines, whatever order and mode they were sent in, so that the content digest can compare them.
 * With `plain` the caller promises that every text is printable ASCII without quotes and backslashes.
 */
export function canonicalLine({ origin, call, counts, findings }: LineParts, plain: boolean): string {
  const t = plain ? plainText : quotedText;
  const c = call;
  return `${originText(origin, t, FORM)}${t('provider', c.provider)}${t('requestedModel', c.requestedModel)}${t(
    'servedModel',
    c.servedModel,
  )}${t('operation', c.operation)}${quantityText(counts)}${t('serviceTier', c.serviceTier)}${t(
    'region',
    c.region,
  )}${bare('batch', c.batch)}${t('priority', c.priority)}${bare('latencyMs', c.latencyMs)}${bare(
    'timeToFirstTokenMs',
    c.timeToFirstTokenMs,
  )}${bare('httpStatus', c.httpStatus)}${t('errorType', c.errorType)}${t('endUser', findings.endUser)}${t(
    'promptFingerprint',
    findings.promptFingerprint,
  )}${t('session', c.session)}${t('trace', c.trace)}${textsText('tags', c.tags, plain)},"usageQuality":"${
    findings.usageQuality
  }"${costText(c.reportedCost)}${markText(findings.inconsistencies)}${textsText('unread', findings.unread, false)}${admissionText(findings.admission)}}`;
}

/** Writes the one canonical line of a result event, by the same rules as that of a usage event. */
export function resultLine(o: Origin, result: ResultEvent['result'], plain: boolean): string {
  const t = plain ? plainText : quotedText;
  const call = `${t('source', result.source)}${t('id', result.id)}`.slice(1);
  const outcome = `{${call}${bare('accepted', result.accepted)}${plainText('score', result.score)}}`;
  return `${originText(o, t)},"result":${outcome}}`;
}

/** The part all lines begin with, up to the project. */
function originText(o: Origin, t: typeof plainText, form = ''): string {
  return `{"time":"${o.time}"${form}${t('account', o.account)}${t('credential', o.credential)}${t('id', o.id)}${t(
    'source',
    o.source,
  )}${t('root', o.root)}${t('project', o.project)}`;
}

/** Stands before the id, so that the content digest does not know it. */
const FORM = ',"form":2';
/** Of these 0 says what absent says. A call that names no requests is one, and totals are always written. */
const IS_NOTHING = QUANTITIES.map(
  ({ field, kind, within }) => field !== 'requests' && (kind !== 'tokens' || within.length > 0),
);
const BEFORE = QUANTITIES.map(({ field, kind }) => (kind === 'decimal' ? `,"${field}":"` : `,"${field}":`));
/** Totals that are not known are written as 0; `usageQuality` says `missing` then. */
const ABSENT = QUANTITIES.map(({ field, kind, within }) =>
  kind === 'tokens' && within.length === 0 ? `,"${field}":0` : undefined,
);

function quantityText(counts: Counts): string {
  let text = '';
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts[place];
    if (count === undefined || (IS_NOTHING[place] && (count === 0 || count === '0'))) {
      if (ABSENT[place] !== undefined) text += ABSENT[place];
    } else if (typeof count === 'number') text += BEFORE[place] + String(count);
    else text += `${BEFORE[place]}${count}"`;
  }
  return text;
}

function costText(cost: UsageEvent['reportedCost']): string {
  return cost === undefined ? '' : `,"reportedCost":{"amount":"${cost.amount}","currency":"${cost.currency}"}`;
}

function markText(marks: UsageEvent['inconsistencies']): string {
  return marks === undefined ? '' : `,"inconsistencies":${JSON.stringify(marks)}`;
}

/** Written last, so that lines without it read as they always did. Its texts come from the token, so none is plain. */
function admissionText(admission: UsageEvent['admission']): string {
  if (admission === undefined) return '';
  const { id, priority, batch, quotes } = admission;
  const fields = `${quotedText('id', id)}${quotedText('priority', priority)}${bare('batch', batch)}`;
  return `,"admission":{${fields.slice(1)}${textsText('quotes', quotes, false)}}`;
}

/** An object of texts in the order of its names; nothing if it is empty. */
function textsText(field: string, values: Readonly<Record<string, string>> | undefined, plain: boolean): string {
  if (values === undefined) return '';
  const names = Object.keys(values);
  if (names.length === 0) return '';
  // By UTF-16 units, the same on every machine.
  sortNames(names);
  let text = '';
  for (const name of names) {
    const value = values[name] as string;
    text += plain ? `,"${name}":"${value}"` : `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return `,"${field}":{${text.slice(1)}}`;
}

/** Sorts by insertion: there are at most 32 names, and the general sort costs as much as the rest of the line. */
function sortNames(names: string[]): void {
  for (let i = 1; i < names.length; i += 1) {
    const name = names[i] as string;
    let at = i;
    for (; at > 0 && (names[at - 1] as string) > name; at -= 1) names[at] = names[at - 1] as string;
    names[at] = name;
  }
}

function plainText(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":"${value}"`;
}

function quotedText(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function bare(name: string, value: number | boolean | undefined): string {
  return value === undefined ? '' : `,"${name}":${value}`;
}
