import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { ListQuery, Month, Named, pageOf } from '../shapes/basics.ts';
import { LineOutcome, OrganisationStatement, Statement } from './statement-shapes.ts';

const TAG = 'Statements';
const FAULTS = ['period_unknown', 'ledger_unavailable'] as const;
const StatementParams = z.strictObject({ account: Named, period: Month });
const ofAccount = ({ params }: { readonly params: { readonly account: string } }) =>
  ({ kind: 'account', id: params.account }) as const;

export const CSV_TYPE = 'text/csv; charset=utf-8';
export const PDF_TYPE = 'application/pdf';

export const readStatement = operation({
  id: 'readStatement',
  method: 'GET',
  path: '/v1/accounts/{account}/statements/{period}',
  tag: TAG,
  summary: 'What an account, and everything below it, owes for a month',
  details:
    'By `Accept` or `format` as JSON, CSV or PDF. Each line is rounded once, half to even; every total is a sum of rounded lines. The statement of an open month still changes.',
  access: { needs: 'statement.view', where: ofAccount },
  effect: 'read',
  params: StatementParams,
  query: z.strictObject({ format: z.enum(['json', 'csv', 'pdf']).exactOptional() }),
  status: 200,
  answer: Statement,
  alsoAs: [CSV_TYPE, PDF_TYPE],
  faults: FAULTS,
  examples: { november: { params: { account: 'acme', period: '2026-11' } } },
});

export const listLineOutcomes = operation({
  id: 'listLineOutcomes',
  method: 'GET',
  path: '/v1/accounts/{account}/statements/{period}/lines/{line}/outcomes',
  tag: TAG,
  summary: 'The entries behind a line of a statement, in the order of the log',
  access: { needs: 'statement.view', where: ofAccount },
  effect: 'read',
  params: z.strictObject({ account: Named, period: Month, line: Named }),
  query: z.strictObject(ListQuery),
  status: 200,
  answer: pageOf('LineOutcomePage', LineOutcome),
  faults: FAULTS,
  examples: {
    nothing: { params: { account: 'acme', period: '2026-11', line: 'sl_0000000000000000' }, expects: 404 },
  },
});

export const readOrganisationStatement = operation({
  id: 'readOrganisationStatement',
  method: 'GET',
  path: '/v1/organisations/{organisation}/statements/{period}',
  tag: TAG,
  summary: 'What the roots of an organisation owe for a month, together',
  details: 'Each month by the zone of its own root. Currencies are never added up.',
  access: {
    needs: 'statement.view',
    where: ({ params }) => ({ kind: 'organisation', id: params.organisation }),
  },
  effect: 'read',
  params: z.strictObject({ organisation: Named, period: Month }),
  status: 200,
  answer: OrganisationStatement,
  faults: FAULTS,
  examples: { november: { params: { organisation: 'org_group', period: '2026-11' } } },
});
