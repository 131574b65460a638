import { type CatalogueView, emptyView } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { leafQuantities } from '@suanpan/price-usage';
import { createMask, DEFAULT_LIMITS, type IntakeRequest, type IntakeRules, intake } from '@suanpan/usage-intake';
import { eventBatch } from './event-batch.ts';
import type { Figure } from './report.ts';

const EVENTS = 500;
const ROUNDS = 40;
const SAMPLES = 25;
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const TIME = '2026-11-24T11:59:58.500Z';

/**
 * What each event costs before and after the log, without any service: reading a batch and writing its canonical lines, and taking a
 * line apart into leaves. Beside it, as the limit, parsing the same JSON. The fastest of many samples, because others use the machine.
 */
export function measureLines(say: (line: string) => void): Figure[] {
  say(`${EVENTS} events, ${SAMPLES} samples`);
  const { body } = eventBatch(EVENTS, TIME);
  const project = { id: 'prj', root: 'root', account: 'account', name: 'Bench' };
  const view: CatalogueView = emptyView(1, { project: (id) => (id === project.id ? project : undefined) });
  const request: IntakeRequest = {
    ...{ mode: 'batched', body, headers: {}, receivedAt: NOW, view, refusalOf: () => undefined },
    key: { id: 'key', root: project.root, project: project.id },
  };
  const rules: IntakeRules = {
    limits: DEFAULT_LIMITS,
    mask: createMask(Buffer.alloc(32, 1)),
    readAdmission: () => ({ ok: false, detail: 'none' }),
  };
  const taken = intake(request, rules);
  if (!taken.ok || taken.lines.length !== EVENTS) throw new Error('The batch was not taken in whole.');
  const events = taken.lines.map((line) => JSON.parse(line) as UsageEvent);
  const text = body.toString('utf8');
  const parse = nanosEach(() => JSON.parse(text));
  const line = nanosEach(() => intake(request, rules));
  const leaves = nanosEach(() => events.map(leafQuantities));
  return [
    { key: 'lineNanos', text: 'reading an event and writing its line', value: line, unit: 'ns' },
    { key: 'lineParseNanos', text: 'parsing its JSON alone', value: parse, unit: 'ns' },
    { key: 'leavesNanos', text: 'taking a call apart into leaves', value: leaves, unit: 'ns' },
  ];
}

function nanosEach(work: () => unknown): number {
  for (let i = 0; i < ROUNDS * 5; i += 1) work();
  let fastest = Number.POSITIVE_INFINITY;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < ROUNDS; i += 1) work();
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - start) / ROUNDS / EVENTS);
  }
  return fastest;
}
