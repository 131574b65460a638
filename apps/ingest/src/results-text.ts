import type { IntakeResult } from '@suanpan/usage-intake';

type Taken = Extract<IntakeResult, { ok: true }>;

/**
 * Writes the answer to a request that was taken in: how many events were accepted and rejected, and one result for each
 * index. Nearly always all are accepted, so runs of accepted ones are cut out of one text written once: a result for
 * each of a thousand events then costs a copy of 33 kB and nothing else.
 */
export function createResultsText(eventsMax: number): (taken: Taken) => string {
  const starts = [0];
  let all = '';
  for (let index = 0; index < eventsMax; index += 1) {
    all += `{"index":${index},"status":"accepted"},`;
    starts.push(all.length);
  }
  const accepted = (from: number, to: number) => all.slice(starts[from], starts[to]);

  return ({ count, rejected, dropped }) => {
    let results = '';
    let next = 0;
    for (const { index, code, pointer, detail } of rejected) {
      results += accepted(next, index);
      results += `${JSON.stringify({ index, status: 'rejected', code, pointer, detail })},`;
      next = index + 1;
    }
    results += accepted(next, count);
    const anyDropped = dropped.attributes + dropped.fields + dropped.contents > 0;
    const note = anyDropped ? `,"dropped":${JSON.stringify(dropped)}` : '';
    return `{"accepted":${count - rejected.length},"rejected":${rejected.length}${note},"results":[${results.slice(0, -1)}]}`;
  };
}
