import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FAULTS } from '@suanpan/fault';
import fc from 'fast-check';
import {
  added,
  admissionToken,
  backfill,
  change,
  event,
  KEYS,
  openSpecDoor,
  post,
  resultEvent,
  type SpecDoor,
  talk,
} from './spec-door.ts';

/** Change it to look elsewhere; a failure prints the request that caused it. */
const SEED = 20_261_124;
// `npm run prove -- bad-requests --full` sends many more.
const REQUESTS = Number(process.env.BAD_REQUESTS ?? 10_000);

interface Sent {
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const FIELDS = [...Object.keys(event().data), ...Object.keys(resultEvent().data)];
const MORE_FIELDS = [
  'cacheReadTokens',
  'seconds',
  'tags',
  'reportedCost',
  'usage',
  'usageFormat',
  'batch',
  'latencyMs',
  'endUser',
  'admission',
  'admission',
  '__proto__',
  'constructor',
  'toString',
];

const number = fc.oneof(
  fc.constantFrom(
    '1e999',
    '-1e999',
    '1e-999',
    '99999999999999999999',
    '-0',
    '0.1',
    '1E3',
    '1000000000000.5',
    '-1',
    '007',
    '+1',
    '.5',
    'NaN',
    'Infinity',
    '0x10',
  ),
  fc.double().map(String),
);
const jsonText = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 4 }) },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }).map((depth) => '{"a":'.repeat(depth)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
  { weight: 1, arbitrary: fc.constantFrom('"\\ud800"', '"\\u0000"', '"\\x"', '"a\nb"', 'null', '{"a":1,"a":2}') },
);

const TOKEN = admissionToken(Date.now());
const admitted = () => event({ admission: TOKEN });
/** Values that fit somewhere, so that the generator reaches both sides of each check. */
const fitting = fc.constantFrom('{"id":"call-1"}', '{"id":"call-1","source":"é"}', '"0.5"', `"${TOKEN}"`, 'true');

/** The text of a call or a result with some fields replaced, added or written twice. */
const eventText = fc
  .record({
    base: fc.constantFrom<() => ReturnType<typeof event> | ReturnType<typeof resultEvent>>(
      event,
      admitted,
      resultEvent,
    ),
    inData: fc.array(fc.tuple(fc.constantFrom(...FIELDS, ...MORE_FIELDS), fc.oneof(jsonText, fitting)), {
      maxLength: 3,
    }),
    outside: fc.array(
      fc.tuple(
        fc.constantFrom('id', 'source', 'type', 'time', 'specversion', 'data', 'data_base64', 'subject', 'x'),
        jsonText,
      ),
      { maxLength: 2 },
    ),
    twice: fc.boolean(),
  })
  .map(({ base, inData, outside, twice }) => {
    const { data, ...attributes } = base();
    return objectText({ ...attributes, data: objectText(data, inData, twice) }, outside, twice);
  });

function objectText(
  base: Record<string, unknown>,
  changes: readonly (readonly [string, string])[],
  twice: boolean,
): string {
  const members = Object.entries(base)
    .filter(([name]) => twice || !changes.some(([changed]) => changed === name))
    .map(([name, value]) => `${JSON.stringify(name)}:${name === 'data' ? value : JSON.stringify(value)}`);
  return `{${[...members, ...changes.map(([name, text]) => `${JSON.stringify(name)}:${text}`)].join(',')}}`;
}

const batchText = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(JSON.stringify(event()), JSON.stringify(admitted()), JSON.stringify(resultEvent())),
      },
      { weight: 6, arbitrary: eventText },
      { weight: 1, arbitrary: jsonText },
    ),
    { maxLength: 4 },
  )
  .map((events) => `[${events.join(',')}]`);

/** A text whose bytes are then damaged: cut, flipped, or with something put in between. */
const damaged = fc
  .record({
    text: fc.oneof(batchText, eventText),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ maxLength: 4 }),
    cut: fc.nat({ max: 20 }),
  })
  .map(({ text, at, bytes, cut }) => {
    const whole = Buffer.from(text);
    const place = Math.floor(at * whole.length);
    return Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(place + cut)]);
  });

const body = fc.oneof(
  { weight: 5, arbitrary: batchText.map((text) => Buffer.from(text)) },
  { weight: 3, arbitrary: eventText.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: damaged },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: jsonText.map((text) => Buffer.from(text)) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 60_000, max: 70_000 })
      .map((size) => Buffer.from(`[${JSON.stringify(event({ junk: 'x'.repeat(size) }))}]`)),
  },
);

const headerText = fc.oneof(
  fc.constantFrom(
    '1.0',
    'call-1',
    'spec',
    'suanpan.usage.v1',
    'suanpan.result.v1',
    event().time,
    'Euro%20%E2%82%AC',
    '%C0%A0',
    '%zz',
    '"a\\"b"',
    'é',
  ),
  fc.string({ maxLength: 20 }),
);
const binaryHeaders = fc.dictionary(
  fc.constantFrom(
    'ce-specversion',
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-time',
    'ce-data',
    'ce-datacontenttype',
    'ce-x',
    'ce-__proto__',
  ),
  headerText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')),
  { noNullPrototype: true },
);
const contentType = fc.constantFrom(
  ...Array.from({ length: 10 }, () => 'application/cloudevents-batch+json'),
  'application/cloudevents+json; charset=utf-8',
  'application/cloudevents+json',
  'application/json',
  'application/cloudevents+avro',
  'application/json; charset=latin1',
  'text/plain',
  ';',
  '',
);

const path = fc.oneof(
  { weight: 6, arbitrary: fc.constant('/v1/events') },
  { weight: 3, arbitrary: fc.constant('/v1/backfills/bf_wide/events') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('bf_sealed', 'bf_theirs', '%00', '..').map((id) => `/v1/backfills/${id}/events`),
  },
);
const forwarded = fc.oneof(
  fc.constantFrom('10.1.2.3', '::1', '127.0.0.1, 127.0.0.1', ',', '1.2.3.4:80', '[::1]', '999.1.1.1', 'fe80::1%eth0'),
  fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')),
);

const sent: fc.Arbitrary<Sent> = fc
  .record({
    path,
    forwarded: fc.option(forwarded, { nil: undefined }),
    body,
    contentType,
    more: binaryHeaders,
    encoding: fc.constantFrom('', '', '', '', 'gzip', 'gzip-lie', 'br'),
  })
  .map(({ path: to, forwarded: from, body: raw, contentType: type, more, encoding }) => ({
    path: to,
    headers: {
      ...more,
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      authorization: `Bearer ${KEYS.ours}`,
      ...(type === '' ? {} : { 'content-type': type }),
      ...(encoding === '' ? {} : { 'content-encoding': encoding === 'gzip-lie' ? 'gzip' : encoding }),
    },
    body: encoding === 'gzip' ? gzipSync(raw) : raw,
  }));

let door: SpecDoor;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
beforeAll(async () => {
  door = await openSpecDoor({ trustProxy: ['127.0.0.1', '::1'] });
  change(door.catalogue, [added('backfill', backfill({ id: 'bf_wide', from: 0, to: Number.MAX_SAFE_INTEGER }))]);
});
afterAll(async () => {
  agent.destroy();
  await door.close();
});

function exchange({
  path: to,
  headers,
  body: bytes,
}: Sent): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { port: door.port, host: '127.0.0.1', path: to, method: 'POST', agent, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

/** What is wrong with an answer, or nothing. */
function complaint({ status, text }: { readonly status: number; readonly text: string }): string | undefined {
  const answer = JSON.parse(text) as Record<string, unknown>;
  if (status === 200) {
    const results = answer.results as readonly Record<string, unknown>[];
    if (results.some(({ index }, place) => index !== place)) return 'The results are not one per index.';
    const rejected = results.filter((result) => result.status === 'rejected');
    if (rejected.length !== answer.rejected || results.length - rejected.length !== answer.accepted)
      return 'The counts do not fit.';
    return rejected.map(reasonComplaint).find((found) => found !== undefined);
  }
  if (status < 400 || status >= 500) return `Answered ${status}.`;
  return reasonComplaint(answer);
}

function reasonComplaint({ code, detail }: Record<string, unknown>): string | undefined {
  if (typeof code !== 'string' || !(code in FAULTS)) return `No code of ours: ${code}.`;
  return typeof detail === 'string' && detail.length > 10 ? undefined : 'No reason is given.';
}

test('ten thousand bad requests: no 5xx, no crash, each refused with a reason, and what is stored is whole', async () => {
  const requests = fc.sample(sent, { numRuns: REQUESTS, seed: SEED });
  const statuses = new Map<number, number>();
  let accepted = 0;
  const lane = async (from: number) => {
    for (let i = from; i < requests.length; i += 8) {
      const answer = await exchange(requests[i] as Sent);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const found = complaint(answer);
      if (found !== undefined)
        throw new Error(
          `${found} Request ${i}: ${requests[i]?.path} ${JSON.stringify(requests[i]?.headers)} ${requests[i]?.body.toString('latin1')} → ${answer.text}`,
        );
      if (answer.status === 200) accepted += Number((JSON.parse(answer.text) as { accepted: number }).accepted);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, from) => lane(from)));
  expect(door.failures).toEqual([]);
  expect(door.budget.bytesHeld).toBe(0);
  // The generator must reach both sides of the door, or it proves nothing.
  for (const status of [200, 400, 404, 413, 415, 422]) expect(statuses.get(status)).toBeGreaterThan(20);
  const lines = door.lines();
  expect(lines).toHaveLength(accepted);
  expect(accepted).toBeGreaterThan(500);
  const results = lines.filter((line) => 'result' in line);
  expect(results.length).toBeGreaterThan(200);
  expect(lines.filter((line) => 'admission' in line).length).toBeGreaterThan(100);
  for (const line of lines) {
    expect(line).toMatchObject({ root: 'root_1', account: 'root_1', project: 'prj_chat' });
    if ('result' in line) {
      expect(line.result).toMatchObject({
        source: expect.any(String),
        id: expect.any(String),
        accepted: expect.any(Boolean),
      });
    } else {
      expect(line.usageQuality).toEqual(expect.any(String));
      expect(Number.isSafeInteger(line.inputTokens)).toBe(true);
    }
  }
  for (const { header, lines: texts } of door.records()) {
    if (header.backfill === undefined) continue;
    for (const text of texts) expect(JSON.parse(text).source).toBe(header.backfill.source);
  }
  expect((await post(door.url, [event()])).status).toBe(200);
}, 120_000);

test.each([
  ['no HTTP at all', '\u0000\u0001\u0002\r\n\r\n'],
  ['a header without a colon', 'POST /v1/events HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'],
  ['two lengths', 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
  ['a negative length', 'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
  [
    'a length and chunks',
    'POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['headers beyond 16 KiB', `POST /v1/events HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
])('%s gets a 4xx or a closed connection, and the next caller is served', async (_name, bytes) => {
  const answer = await talk(door.port, bytes);
  expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  expect((await post(door.url, [event()])).status).toBe(200);
});
