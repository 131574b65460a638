import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform } from '../frame/target.ts';
import { ListQuery, Named, pageOf } from '../shapes/basics.ts';
import { Withdrawal } from './price-shapes.ts';
import { Approval, LineKind, NewProposal, PriceProposal, ProposalLine, ProposalState } from './proposal-shapes.ts';

const TAG = 'Price proposals';
const ofRoot = { root: Named.exactOptional().describe("The root whose proposals they are; absent for everybody's.") };
const ProposalParams = z.strictObject({ proposal: Named });
const RootQuery = z.strictObject(ofRoot);
const here = ({ query }: { readonly query: { readonly root?: string } }) => orPlatform('root', query.root);
const example = { params: { proposal: 'prop_qwen' } };

export const listProposals = operation({
  id: 'listProposals',
  method: 'GET',
  path: '/v1/price-proposals',
  tag: TAG,
  summary: 'Proposals of prices, newest first',
  access: { needs: 'price.view', where: here },
  effect: 'read',
  query: z.strictObject({ ...ofRoot, state: ProposalState.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('PriceProposalPage', PriceProposal),
  examples: { open: { query: { state: 'open' } } },
});

export const proposePrices = operation({
  id: 'proposePrices',
  method: 'POST',
  path: '/v1/price-proposals',
  tag: TAG,
  summary: 'Import price feeds: compare them with what stands, and keep what would change for people to decide on',
  details:
    "Nothing is written to the price book. Feeds are everybody's; tables may be those of a root, and then every line names it.",
  access: { needs: 'price.propose', where: ({ body }) => orPlatform('root', body.root) },
  effect: 'new',
  body: NewProposal,
  status: 201,
  answer: PriceProposal,
  faults: ['price_invalid', 'price_ambiguous', 'entity_exists', 'entity_invalid', 'request_too_large'],
  examples: {
    table: {
      body: {
        id: 'prop_qwen',
        root: null,
        feeds: [
          {
            from: 'table',
            format: 'csv',
            book: 'dashscope-list',
            version: '2026-10',
            text: 'provider,model,leaf,unitPrice,per,currency\ndashscope,qwen-plus,uncached_input,0.8,1000000,CNY\n',
          },
        ],
        reason: 'The list of October.',
      },
    },
    snapshot: { body: { root: null, feeds: [{ from: 'snapshot' }], reason: 'A price book to begin with.' } },
    negotiated: {
      body: {
        id: 'prop_acme',
        root: 'acme',
        feeds: [
          {
            from: 'table',
            format: 'json',
            book: 'contract',
            version: '2026-118',
            text: '[{"provider":"openai","model":"gpt-4o-mini","leaf":"output_text","unitPrice":"0.55","per":1000000,"currency":"USD","root":"acme"}]',
          },
        ],
        reason: 'Framework contract 2026-118.',
      },
    },
  },
});

export const readProposal = operation({
  id: 'readProposal',
  method: 'GET',
  path: '/v1/price-proposals/{proposal}',
  tag: TAG,
  summary: 'One proposal, without its lines',
  access: { needs: 'price.view', where: here },
  effect: 'read',
  params: ProposalParams,
  query: RootQuery,
  status: 200,
  answer: PriceProposal,
  faults: ['entity_unknown'],
  examples: { table: example, negotiated: { params: { proposal: 'prop_acme' }, query: { root: 'acme' } } },
});

export const listProposalLines = operation({
  id: 'listProposalLines',
  method: 'GET',
  path: '/v1/price-proposals/{proposal}/lines',
  tag: TAG,
  summary: 'What a proposal says, line by line',
  access: { needs: 'price.view', where: here },
  effect: 'read',
  params: ProposalParams,
  query: z.strictObject({
    ...ofRoot,
    kind: LineKind.exactOptional(),
    secondPerson: z.enum(['true', 'false']).exactOptional().describe('Only lines that do, or do not, need one.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('ProposalLinePage', ProposalLine),
  faults: ['entity_unknown'],
  examples: { new: { ...example, query: { kind: 'new' } } },
});

export const approveProposal = operation({
  id: 'approveProposal',
  method: 'POST',
  path: '/v1/price-proposals/{proposal}/approve',
  tag: TAG,
  summary: 'Approve lines of a proposal and write their prices',
  details:
    'By people alone. Lines beyond the threshold need somebody else than who proposed them, or issued the key that did. Where what stands has changed since, `proposal_stale`: propose anew.',
  access: { needs: 'price.approve', where: here },
  effect: 'change',
  params: ProposalParams,
  query: RootQuery,
  body: Approval,
  status: 200,
  answer: PriceProposal,
  faults: ['second_person_needed', 'proposal_settled', 'proposal_stale', 'price_ambiguous', 'entity_invalid'],
  examples: {
    byMachine: {
      ...example,
      body: { effectiveFrom: null, reason: 'Checked against the page of the vendor.' },
      versionAt: '/v1/price-proposals/prop_qwen',
      expects: 403,
    },
  },
});

export const rejectProposal = operation({
  id: 'rejectProposal',
  method: 'POST',
  path: '/v1/price-proposals/{proposal}/reject',
  tag: TAG,
  summary: 'Refuse a proposal',
  access: { needs: 'price.approve', where: here },
  effect: 'change',
  params: ProposalParams,
  query: RootQuery,
  body: Withdrawal,
  status: 200,
  answer: PriceProposal,
  faults: ['proposal_settled'],
  examples: {
    byMachine: {
      ...example,
      body: { reason: 'Not our vendor.' },
      versionAt: '/v1/price-proposals/prop_qwen',
      expects: 403,
    },
  },
});
