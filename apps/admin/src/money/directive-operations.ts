import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { ListQuery, Named, pageOf } from '../shapes/basics.ts';
import { atRoot, Directive, RootParams } from './money-shapes.ts';

const TAG = 'Directives';

export const listDirectives = operation({
  id: 'listDirectives',
  method: 'GET',
  path: '/v1/roots/{root}/directives',
  tag: TAG,
  summary: 'Directives of a root, newest first',
  details:
    'Corrections, fees, credits, closes and seals, with who wanted them and why. Outcomes stand in the single one.',
  access: { needs: 'billing.view', where: atRoot },
  effect: 'read',
  params: RootParams,
  query: z.strictObject({ kind: Directive.shape.kind.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('DirectivePage', Directive),
  examples: { all: { params: { root: 'acme' }, query: { limit: '20' } } },
});

export const readDirective = operation({
  id: 'readDirective',
  method: 'GET',
  path: '/v1/roots/{root}/directives/{directive}',
  tag: TAG,
  summary: 'What became of a directive',
  access: { needs: 'billing.view', where: atRoot },
  effect: 'read',
  params: z.strictObject({ root: Named, directive: Named }),
  status: 200,
  answer: Directive,
  faults: ['ledger_unavailable'],
  examples: { credit: { params: { root: 'acme', directive: 'credit:welcome' } } },
});
