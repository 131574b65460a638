import { type CatalogueView, emptyView, type Project } from '@suanpan/catalogue';
import type { BackfillStamp } from '@suanpan/facts';
import {
  type AdmissionReader,
  type ContentMode,
  createMask,
  DEFAULT_LIMITS,
  type IntakeResult,
  type IntakeRules,
  intake,
} from './index.ts';

/** What specs share: one catalogue, one key, one event. */
export const NOW = Date.parse('2026-11-24T12:00:00.000Z');

const PROJECTS: Readonly<Record<string, Project>> = {
  prj_chat: { id: 'prj_chat', root: 'root_1', account: 'acc_research', name: 'Chat' },
  prj_batch: { id: 'prj_batch', root: 'root_1', account: 'acc_research', name: 'Batch' },
  prj_foreign: { id: 'prj_foreign', root: 'root_2', account: 'acc_other', name: 'Not ours' },
};

export const VIEW: CatalogueView = emptyView(7, {
  project: (id) => (Object.hasOwn(PROJECTS, id) ? PROJECTS[id] : undefined),
});

export const KEY = { id: 'key_1', root: 'root_1', project: null };

/** Knows one token, good for one project until the event of it. */
export const readAdmission: AdmissionReader = (token, { root, project, time }) => {
  if (token !== 'token-1') return { ok: false, detail: 'The token is not one of ours.' };
  if (root !== 'root_1' || project !== 'prj_chat') return { ok: false, detail: 'The token is for another project.' };
  if (time > NOW) return { ok: false, detail: 'The token had expired when the call finished.' };
  return { ok: true, admission: { id: 'adm_1', priority: 'low', batch: true, quotes: { z: '2', 'a"é': '0.5' } } };
};

export const RULES: IntakeRules = {
  limits: DEFAULT_LIMITS,
  mask: createMask(Buffer.alloc(32, 7)),
  readAdmission,
};

export function event(data: Record<string, unknown> = {}, attributes: Record<string, unknown> = {}) {
  return {
    specversion: '1.0',
    id: 'call-1',
    source: 'gateway/eu',
    type: 'suanpan.usage.v1',
    time: '2026-11-24T11:59:58.500Z',
    ...attributes,
    data: {
      provider: 'openai',
      requestedModel: 'gpt-4o',
      operation: 'chat',
      inputTokens: 1200,
      outputTokens: 80,
      project: 'prj_chat',
      ...data,
    },
  };
}

/** What became of the call of {@link event}. */
export function resultEvent(data: Record<string, unknown> = {}, attributes: Record<string, unknown> = {}) {
  return {
    specversion: '1.0',
    id: 'result-1',
    source: 'gateway/eu',
    type: 'suanpan.result.v1',
    time: '2026-11-24T11:59:59.500Z',
    ...attributes,
    data: { call: { id: 'call-1' }, accepted: true, project: 'prj_chat', ...data },
  };
}

interface Sending {
  readonly mode?: ContentMode;
  readonly headers?: Record<string, string | string[]>;
  readonly key?: { readonly id: string; readonly root: string; readonly project: string | null };
  readonly rules?: IntakeRules;
  readonly backfill?: BackfillStamp;
}

/** Takes in a body: a text or bytes as they are, anything else as JSON. */
export function send(body: unknown, sending: Sending = {}): IntakeResult {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const { mode = 'batched', headers = {}, key = KEY, rules = RULES, backfill } = sending;
  return intake(
    { mode, body: bytes, headers, receivedAt: NOW, key, refusalOf: () => undefined, view: VIEW, backfill },
    rules,
  );
}

/** The result of a request that was not refused as a whole. */
export function taken(result: IntakeResult) {
  if (!result.ok) throw new Error(`Refused as a whole: ${result.problem.code} ${result.problem.detail}`);
  return result;
}

/** The one line of one event, as an object. */
export function fieldsOf(body: unknown, sending: Sending = {}): Record<string, unknown> {
  const { lines, rejected } = taken(send(body, { mode: 'structured', ...sending }));
  if (lines[0] === undefined) throw new Error(`Rejected: ${JSON.stringify(rejected)}`);
  return JSON.parse(lines[0]);
}

/** Code and pointer of the one rejection of one event. */
export function refusalOf(body: unknown, sending: Sending = {}): string {
  const { rejected } = taken(send(body, { mode: 'structured', ...sending }));
  return rejected[0] === undefined ? 'accepted' : `${rejected[0].code} ${rejected[0].pointer}`;
}
