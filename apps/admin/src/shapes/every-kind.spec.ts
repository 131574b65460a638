import { expect, test } from '@jest/globals';
import { ENTITY_KINDS, type EntityKind, type EntityTypes, soundEntities } from '@suanpan/catalogue';
import { z } from 'zod';
import type { Frozen } from '../frame/answer.ts';
import { SHAPES } from './every-kind.ts';

type Shown<K extends EntityKind> = K extends 'key' ? Omit<EntityTypes[K], 'hash'> : EntityTypes[K];
type Read<K extends EntityKind> = z.output<(typeof SHAPES)[K]>;

/** What is read is the catalogue's own type, and the other way round: a field added there cannot be forgotten here. */
type Agreement<K extends EntityKind> = [Read<K>, Shown<K>] extends [Shown<K>, Frozen<Read<K>>] ? 'agree' : never;
const agreement = <K extends EntityKind>(kind: K, agreed: Agreement<K>) => [kind, agreed] as const;

test('shapes and catalogue agree on every field of every kind, says the compiler', () => {
  const all = [
    agreement('root', 'agree'),
    agreement('account', 'agree'),
    agreement('project', 'agree'),
    agreement('key', 'agree'),
    agreement('priceRow', 'agree'),
    agreement('calendar', 'agree'),
    agreement('person', 'agree'),
    agreement('role', 'agree'),
    agreement('grant', 'agree'),
    agreement('organisation', 'agree'),
    agreement('paymentMethod', 'agree'),
    agreement('plan', 'agree'),
    agreement('assignment', 'agree'),
    agreement('seriesPoint', 'agree'),
    agreement('alias', 'agree'),
    agreement('markup', 'agree'),
    agreement('fxRate', 'agree'),
    agreement('budgetRule', 'agree'),
    agreement('backfill', 'agree'),
  ];
  expect(all.map(([kind]) => kind)).toEqual([...ENTITY_KINDS]);
});

test.each(ENTITY_KINDS.map((kind) => [kind]))('a %s is written and read again without loss', (kind: EntityKind) => {
  const shape: z.ZodType = SHAPES[kind];
  for (const entity of soundEntities(kind)) {
    const { hash: _, ...shown } = entity as { hash?: string };
    const written = z.encode(shape, shown);
    expect(z.decode(shape, JSON.parse(JSON.stringify(written)))).toEqual(shown);
  }
});

test('an instant is read with any offset, written in UTC, and nothing else is one', () => {
  const { from } = SHAPES.seriesPoint.shape;
  expect(z.encode(from, z.decode(from, '2026-11-24T08:00:00+08:00'))).toBe('2026-11-24T00:00:00.000Z');
  for (const wrong of ['2026-11-24', '2026-02-30T00:00:00Z', '2026-11-24T00:00:00', '', 'x', 5]) {
    expect([wrong, z.safeDecode(from, wrong as never).success]).toEqual([wrong, false]);
  }
});
