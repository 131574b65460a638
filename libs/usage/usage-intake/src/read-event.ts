import type { CatalogueView, Project } from '@suanpan/catalogue';
import type { Inconsistency } from '@suanpan/facts';
import { quantityValues } from '@suanpan/facts';
import { convertUsage } from '@suanpan/provider-usage';
import { type AdmissionReader, type AdmissionUse, readGranted } from './admission.ts';
import { type Call, canonicalLine, resultLine } from './canonical-line.ts';
import { type Envelope, type EnvelopeBounds, RESULT_EVENT_TYPE, readEnvelope } from './envelope.ts';
import { COUNT_MAX, type FieldReader } from './field-reader.ts';
import type { Mask } from './mask.ts';
import { type Counts, hasTokens, inconsistenciesOf, usageQualityOf } from './quantities.ts';
import { pointerStep } from './rejection.ts';
import { type CallRefusal, type IntakeKey, resolveProject } from './resolve-project.ts';
import { readResult } from './result-fields.ts';
import { meantQuantity } from './suggest-field.ts';
import { noteUnread, readCall, readQuantities } from './usage-fields.ts';

/** What does not change from one event of a request to the next. */
export interface ReadingContext extends EnvelopeBounds {
  readonly refusalOf: CallRefusal;
  readonly key: IntakeKey;
  readonly view: CatalogueView;
  readonly mask: Mask;
  readonly readAdmission: AdmissionReader;
}

/** Reads one event and writes its canonical line; problems go to the reader, and then the line means nothing. */
export function readEvent(event: Record<string, unknown>, context: ReadingContext, reader: FieldReader): string {
  const envelope = readEnvelope(event, context, reader);
  return envelope.type === RESULT_EVENT_TYPE
    ? readResultEvent(envelope, context, reader)
    : readUsageEvent(envelope, context, reader);
}

function readResultEvent(envelope: Envelope, context: ReadingContext, reader: FieldReader): string {
  const { key, view } = context;
  const { id, source, time, data } = envelope;
  const { project: named, result } = readResult(data, source, reader);
  const project = reader.problem === undefined ? resolveProject(named, key, view, reader) : undefined;
  if (project === undefined || result === undefined) return '';
  refuseUncalled(project, envelope, context, reader);
  const { root } = key;
  const origin = { time, id, source, root, account: project.account, project: project.id, credential: key.id };
  return resultLine(origin, result, reader.plain);
}

function readUsageEvent(envelope: Envelope, context: ReadingContext, reader: FieldReader): string {
  const { key, view, mask } = context;
  const { id, source, time, data } = envelope;
  noteUnread(data, reader);
  const call = readCall(data, reader);
  const usage = readUsage(data, reader);
  if (data.usage === undefined || data.usage === null) refuseMeant(data, reader);
  const project = reader.problem === undefined ? resolveProject(call.project, key, view, reader) : undefined;
  if (project === undefined || usage === undefined) return '';
  // What was admitted was asked then; a token that is not valid refuses the event below.
  if (call.admission === undefined) refuseUncalled(project, envelope, context, reader);
  call.servedModel ??= usage.servedModel;
  // The tier that served is what is billed, whatever was asked for; that a call came by batch is known to its sender alone.
  if (call.serviceTier?.toLowerCase() !== 'batch') call.serviceTier = usage.serviceTier ?? call.serviceTier;
  call.region ??= usage.region;
  if (usage.cost !== undefined) call.reportedCost ??= { amount: usage.cost, currency: 'USD' };
  const { root } = key;
  const { counts } = usage;
  const { endUser, promptFingerprint, admission } = call;
  const findings = {
    endUser: endUser === undefined ? undefined : mask(root, 'endUser', endUser),
    promptFingerprint: promptFingerprint === undefined ? undefined : mask(root, 'promptFingerprint', promptFingerprint),
    usageQuality: usageQualityOf(call.usageQuality, call.operation, counts),
    inconsistencies: usage.inconsistencies,
    unread: usage.unread,
    admission:
      admission === undefined
        ? undefined
        : readGranted(admission, useOf(envelope, root, project.id, call), context.readAdmission, reader),
  };
  const origin = { time, id, source, root, account: project.account, project: project.id, credential: key.id };
  return canonicalLine({ origin, call, counts, findings }, reader.plain);
}

/** The project was found, so there was no problem with the time either. */
function refuseUncalled(
  project: Project,
  { instant }: Envelope,
  { refusalOf }: ReadingContext,
  reader: FieldReader,
): void {
  const detail = refusalOf(project.id, instant);
  if (detail !== undefined) reader.refuse('/data/project', detail, 'permission_denied');
}

function useOf(
  { instant }: Envelope,
  root: string,
  project: string,
  { requestedModel, servedModel }: Pick<Call, 'requestedModel' | 'servedModel'>,
): AdmissionUse {
  const models = servedModel === undefined ? [requestedModel] : [requestedModel, servedModel];
  return { root, project, time: instant, models };
}

/** Without the provider's object a count under a name that is not ours is nowhere else. */
function refuseMeant(data: Record<string, unknown>, reader: FieldReader): void {
  for (const name of reader.unreadFields) {
    const meant = meantQuantity(name, data[name]);
    if (meant === undefined) continue;
    const detail = `${name} is not a field, and what it counts would not be billed. Did you mean ${meant}?`;
    reader.refuse(`/data${pointerStep(name)}`, detail);
    return;
  }
}

interface Usage {
  readonly counts: Counts;
  readonly servedModel?: string | undefined;
  readonly serviceTier?: string | undefined;
  readonly region?: string | undefined;
  readonly cost?: string | undefined;
  readonly unread?: Readonly<Record<string, string>> | undefined;
  readonly inconsistencies: readonly Inconsistency[] | undefined;
}

/**
 * The token counts: the sender's own, or those of the provider's object. If any count of the sender's is there, the
 * provider's object is not read at all, because a mixture of two accounts of the same call would be a third one.
 */
function readUsage(data: Record<string, unknown>, reader: FieldReader): Usage | undefined {
  const own = readQuantities(data, reader);
  const raw = data.usage;
  if (raw === undefined || raw === null || hasTokens(own)) {
    return { counts: own, inconsistencies: inconsistenciesOf(own) };
  }
  const format = reader.text('/data/usageFormat', data.usageFormat, 64);
  if (format === undefined) {
    return reader.refuse('/data/usageFormat', 'usageFormat is required with usage, such as "openai.chat".');
  }
  const converted = convertUsage(format, raw);
  if (!converted.ok) {
    const { code, detail } = converted;
    const pointer = code === 'usage_format_unknown' ? '/data/usageFormat' : `/data/usage${converted.pointer}`;
    return reader.refuse(pointer, detail, code);
  }
  if (Object.values(converted.usage).some((count) => Number(count) > COUNT_MAX)) {
    return reader.refuse('/data/usage', `The usage object adds up to more than ${COUNT_MAX}.`, 'usage_malformed');
  }
  const found = quantityValues<number | string>(converted.usage);
  const marks = new Set([...(inconsistenciesOf(found) ?? []), ...(converted.marks ?? [])]);
  return {
    // What the sender counted besides tokens stands; the provider's object says the rest.
    counts: found.map((count, place) => own[place] ?? count),
    // The provider's words pass the same checks as the sender's.
    servedModel: reader.text('/data/usage', converted.servedModel, 256),
    serviceTier: reader.text('/data/usage', converted.serviceTier, 64),
    region: reader.text('/data/usage', converted.region, 64),
    cost: converted.cost,
    unread: converted.unread,
    inconsistencies: marks.size === 0 ? undefined : [...marks],
  };
}
