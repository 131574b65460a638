import type { Catalogue, CatalogueView, PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import {
  type ApprovedChanges,
  applyProposal,
  isWriting,
  needsSecondPerson,
  type PriceChange,
  type Proposal,
  type ProposedFeed,
  proposeImport,
} from '@suanpan/price-book';
import { RequestFault } from '@suanpan/service-runtime';

/** What a proposal was made of, as it is kept until it is settled. */
export interface ProposalBasis {
  readonly id: string;
  readonly root: string | null;
  readonly digest: string;
  readonly proposedAt: number;
  readonly proposedBy: string;
  readonly thresholdPercent: string;
  readonly feeds: readonly ProposedFeed[];
}

/** Who approves what. */
export interface ApprovalTerms {
  readonly approvedBy: string;
  /** Whether who approves is, or stands behind, who proposed. */
  readonly alone: boolean;
  /** Numbers of lines, from 1; absent for all that can be written. */
  readonly accept?: readonly number[];
  readonly effectiveFrom: number | null;
}

/** What is written, and how many lines it comes from. */
export interface Approved {
  readonly changes: readonly PriceChange[];
  readonly accepted: number;
}

/**
 * The rows of one owner as they stand: everybody's, or a root's with its accounts'. Rows of two owners never contend, and one
 * tenant's rows never show in another's proposal. In the order of their ids, so that the same rows give the same proposal.
 */
export function standingRows(
  catalogue: Pick<Catalogue, 'all'>,
  view: Pick<CatalogueView, 'priceRows'>,
  root: string | null,
): PriceRow[] {
  const providers = new Set(catalogue.all('priceRow').map(({ provider }) => provider));
  return [...providers]
    .flatMap((provider) => view.priceRows(provider).filter((row) => row.root === root))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The proposal made once more of the same feeds; `undefined` where what stands now gives another one. */
export function proposedAgain(basis: ProposalBasis, present: readonly PriceRow[]): Proposal | undefined {
  const { feeds, proposedAt, thresholdPercent, digest, id } = basis;
  // As of then: only what was written since, not the time that passed, makes it another proposal.
  const proposal = proposeImport({ feeds, present, now: proposedAt, thresholds: { percent: thresholdPercent } });
  return proposal.id === digest ? { ...proposal, id } : undefined;
}

/** The fault of a proposal that what stands has left behind. */
export function staleFault(): Fault {
  return new Fault(
    'proposal_stale',
    'Propose the same feeds again, look at what they change now, and decide on that proposal; reject this one.',
  );
}

/** What an approval writes, or the fault why it may not. */
export function decideApproval(proposal: Proposal, { proposedBy }: ProposalBasis, terms: ApprovalTerms): Approved {
  const { approvedBy, alone, accept, effectiveFrom } = terms;
  const numbers = accept ?? proposal.lines.flatMap((line, i) => (isWriting(line) ? [i + 1] : []));
  const lines = [...new Set(numbers)].map((number) => {
    const line = proposal.lines[number - 1];
    if (line === undefined || !isWriting(line)) throw unacceptable([number]);
    return { number, line };
  });
  if (alone) {
    const beyond = lines.filter(({ line }) => needsSecondPerson(line, proposal.thresholdPercent));
    if (beyond.length > 0) throw secondPersonFault(beyond.map(({ number }) => number));
  }
  const numberOf = new Map(lines.map(({ number, line }) => [line.id, number]));
  const decided = applyProposal(proposal, { proposedBy, approvedBy, accept: [...numberOf.keys()], effectiveFrom });
  if (!decided.ok) throw refusalOf(decided, numberOf);
  if (decided.changes.length === 0)
    throw new Fault('entity_invalid', 'Nothing of it would change a price from then on.');
  return { changes: decided.changes, accepted: lines.length };
}

function refusalOf(
  { reason, lines }: Extract<ApprovedChanges, { readonly ok: false }>,
  numberOf: ReadonlyMap<string, number>,
): Fault {
  const numbers = lines.flatMap((id) => numberOf.get(id) ?? []);
  switch (reason) {
    case 'second_person_needed':
      return secondPersonFault(numbers);
    case 'line_unknown':
      return unacceptable(numbers);
    case 'effective_from_needed': {
      const detail = `Prices that stand are never changed from ever: ${linesText(numbers)}.`;
      return new RequestFault('request_invalid', detail, { flaws: [{ pointer: '/effectiveFrom', detail }] });
    }
  }
}

function secondPersonFault(numbers: readonly number[]): Fault {
  return new Fault(
    'second_person_needed',
    `Somebody else than who proposed them must approve ${linesText(numbers)}; accept the others alone, or ask a second person.`,
  );
}

function unacceptable(numbers: readonly number[]): RequestFault {
  const detail = `What can be accepted does not hold ${linesText(numbers)}.`;
  return new RequestFault('request_invalid', detail, { flaws: [{ pointer: '/accept', detail }] });
}

const TOLD_MAX = 10;

function linesText(numbers: readonly number[]): string {
  const more = numbers.length > TOLD_MAX ? ` and ${numbers.length - TOLD_MAX} more` : '';
  return `${numbers.length === 1 ? 'line' : 'lines'} ${numbers.slice(0, TOLD_MAX).join(', ')}${more}`;
}
