import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Reason } from '../shapes/basics.ts';
import { CallChanges } from './call-changes.ts';
import { atRoot, CallName, Directive, RootParams } from './money-shapes.ts';

const TAG = 'Corrections';
const FAULTS = ['target_pending', 'target_settled', 'ledger_unavailable'] as const;

export const voidCall = operation({
  id: 'voidCall',
  method: 'POST',
  path: '/v1/roots/{root}/void',
  tag: TAG,
  summary: 'Take a counted call back',
  details:
    'New entries reverse what stands of it; the old ones stay. It is posted to the open period. Asked again, it is the same directive.',
  access: { needs: 'adjustment.make', where: atRoot },
  effect: 'new',
  params: RootParams,
  body: z.strictObject({ target: CallName, reason: Reason }).meta({ id: 'VoidCall' }),
  status: 202,
  answer: Directive,
  faults: FAULTS,
  examples: {
    byName: {
      params: { root: 'acme' },
      body: { target: { source: 'demo', id: 'call-1' }, reason: 'A load test that went to the live key.' },
    },
  },
});

export const amendCall = operation({
  id: 'amendCall',
  method: 'POST',
  path: '/v1/roots/{root}/amend',
  tag: TAG,
  summary: 'Replace a counted call by what it should have been',
  details:
    'The call is taken back and charged anew in one outcome, by prices and plan of its own time. What is not named stays as it was; null takes an optional field away. A project brings its account along.',
  access: { needs: 'adjustment.make', where: atRoot },
  effect: 'new',
  params: RootParams,
  body: z.strictObject({ target: CallName, call: CallChanges, reason: Reason }).meta({ id: 'AmendCall' }),
  status: 202,
  answer: Directive,
  faults: [...FAULTS, 'event_invalid', 'project_unknown'],
  examples: {
    tokens: {
      params: { root: 'acme' },
      body: {
        target: { source: 'demo', id: 'call-2' },
        call: { inputTokens: 1200, cacheReadTokens: null },
        reason: 'The gateway counted the prompt twice.',
      },
    },
  },
});
