import { Controller, Inject } from '@nestjs/common';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { type PriceChange, proposeImport, tieFault } from '@suanpan/price-book';
import { answerOf } from '../frame/answer.ts';
import type { Call, CallContext } from '../frame/call.ts';
import { type Changes, expected } from '../frame/changes.ts';
import type { Cursors } from '../frame/cursor.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CHANGES, CURSORS, WRITER } from '../frame/parts.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import { decideApproval, type ProposalBasis, proposedAgain, staleFault, standingRows } from './decide-proposal.ts';
import { peopleBehind } from './people-behind.ts';
import { PRICE_TERMS, PROPOSALS, type PriceTerms } from './price-parts.ts';
import {
  approveProposal,
  listProposalLines,
  listProposals,
  proposePrices,
  readProposal,
  rejectProposal,
} from './proposal-operations.ts';
import { type KeptProposal, type ProposalStore, settledFault } from './proposal-store.ts';
import { readFeeds } from './read-feeds.ts';

type SettlingCall = Call<typeof approveProposal> | Call<typeof rejectProposal>;

@Controller()
export class ProposalRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(CURSORS) private readonly cursors: Cursors,
    @Inject(WRITER) private readonly writer: CatalogueWriter,
    @Inject(PROPOSALS) private readonly proposals: ProposalStore,
    @Inject(PRICE_TERMS) private readonly terms: PriceTerms,
  ) {}

  @Serves(listProposals)
  async list({ query }: Call<typeof listProposals>) {
    const { root = null, state, limit, cursor } = query;
    const page = await readPage<KeptProposal>(this.cursors, {
      list: listProposals.id,
      filters: { root, state },
      limit: limit ?? LIMIT_FALLBACK,
      cursor,
      read: (before, count) => this.proposals.list(root, state, before, count),
      keyOf: ({ number }) => number,
      keep: () => true,
    });
    return answerOf(listProposals, { ...page, items: page.items.map(({ shown }) => shown) });
  }

  @Serves(proposePrices)
  propose(call: Call<typeof proposePrices>) {
    const { id = newId('prop'), root, reason } = call.body;
    const feeds = readFeeds({ feeds: call.body.feeds, root, view: call.view, now: call.now });
    const proposal = proposeImport({
      feeds,
      present: standingRows(call.catalogue, call.view, root),
      now: call.now,
      thresholds: { percent: this.terms.thresholdPercent },
    });
    const made = { id, root, proposedBy: call.caller.label, reason, proposal, feeds };
    return this.changes.store(call, async (tables) => {
      const { shown, version } = await this.proposals.add(tables, made);
      const query = root === null ? '' : `?root=${encodeURIComponent(root)}`;
      return answerOf(proposePrices, shown, { version, headers: { location: `/v1/price-proposals/${id}${query}` } });
    });
  }

  @Serves(readProposal)
  async read({ params, query }: Call<typeof readProposal>) {
    const { shown, version } = await this.proposals.read(params.proposal, query.root ?? null);
    return answerOf(readProposal, shown, { version });
  }

  @Serves(listProposalLines)
  async lines({ params, query }: Call<typeof listProposalLines>) {
    const { kind, limit, cursor } = query;
    const { shown } = await this.proposals.read(params.proposal, query.root ?? null);
    const part = {
      ...(kind === undefined ? {} : { kind }),
      ...(query.secondPerson === undefined ? {} : { secondPerson: query.secondPerson === 'true' }),
    };
    const page = await readPage(this.cursors, {
      list: listProposalLines.id,
      filters: { id: shown.id, ...part },
      limit: limit ?? LIMIT_FALLBACK,
      cursor,
      read: (after, count) => this.proposals.lines(shown.id, { ...part, after: Number(after ?? 0), limit: count }),
      keyOf: ({ line }) => String(line),
      keep: () => true,
    });
    return answerOf(listProposalLines, page);
  }

  @Serves(approveProposal)
  async approve(call: Call<typeof approveProposal>) {
    const { accept, effectiveFrom } = call.body;
    const { kept, basis } = await this.#open(call);
    const proposal = proposedAgain(basis, standingRows(call.catalogue, call.view, basis.root));
    if (proposal === undefined) throw staleFault();
    const approvedBy = call.caller.label;
    const behind = await peopleBehind(this.writer, basis.proposedBy);
    const { changes, accepted } = decideApproval(proposal, basis, {
      ...{ approvedBy, alone: behind.has(approvedBy), effectiveFrom },
      ...(accept === undefined ? {} : { accept }),
    });
    const rows = changes.filter(({ act }) => act === 'create').length;
    const settled = { ...settling(call), effectiveFrom, accepted, rows };
    return this.changes.commit(
      call,
      changes,
      (revision) =>
        answerOf(
          approveProposal,
          { ...kept.shown, state: 'applied', settled: { ...settled, revision: revision.revision } },
          { version: kept.version + 1 },
        ),
      {
        check: (view) => staleNow(call, basis, view) ?? tieNow(view, changes),
        also: async (tables, { revision }) => {
          await this.proposals.settle(tables, kept, 'applied', { ...settled, revision });
        },
      },
    );
  }

  @Serves(rejectProposal)
  async reject(call: Call<typeof rejectProposal>) {
    const { kept } = await this.#open(call);
    const settled = { ...settling(call), effectiveFrom: null, accepted: 0, rows: 0, revision: null };
    return this.changes.store(call, async (tables) => {
      const { shown, version } = await this.proposals.settle(tables, kept, 'rejected', settled);
      return answerOf(rejectProposal, shown, { version });
    });
  }

  /** The proposal a call decides on, at the version it read. */
  async #open(call: SettlingCall) {
    const opened = await this.proposals.open(call.params.proposal, call.query.root ?? null);
    const { expect } = expected(call);
    if (expect !== opened.kept.version) {
      throw opened.kept.shown.state === 'open'
        ? new Fault('version_conflict', 'The proposal was changed since it was read.')
        : settledFault(opened.kept.shown);
    }
    return opened;
  }
}

function settling({ now, caller, body }: SettlingCall) {
  return { at: now, by: caller.label, reason: body.reason };
}

/** What stood when the approval was decided may stand no more under the lock. */
function staleNow(
  { catalogue, view: decidedBy }: Pick<CallContext, 'catalogue' | 'view'>,
  basis: ProposalBasis,
  view: CallContext['view'],
): Fault | undefined {
  if (view.revision === decidedBy.revision) return undefined;
  return proposedAgain(basis, standingRows(catalogue, view, basis.root)) === undefined ? staleFault() : undefined;
}

function tieNow(view: CallContext['view'], changes: readonly PriceChange[]): Fault | undefined {
  return tieFault(view, {
    rows: changes.flatMap((change) => (change.act === 'create' ? [change.value] : [])),
    ended: changes.flatMap((change) => (change.act === 'end' ? [change.id] : [])),
  });
}
