import { type Address, at } from '../admin/address.ts';
import type { Admin } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import type { Proposal } from './proposal.ts';
import { type FeedOptions, readFeed } from './read-feed.ts';

/** Whose prices a proposal is about, and why it is made. */
export interface ProposeOptions extends FeedOptions {
  readonly root?: string;
  readonly reason?: string;
}

/** How a proposal is settled. */
export interface Settling {
  readonly id: string;
  readonly root: string | undefined;
  readonly verb: 'approve' | 'reject';
  readonly body: { readonly reason: string } & Readonly<Record<string, unknown>>;
}

/** Compares a feed with what stands. Nothing is written to the price book. */
export async function propose(admin: Admin, options: ProposeOptions): Promise<Proposal> {
  const { root = null, reason = 'price feed compared with what stands' } = options;
  const body = { root, feeds: [readFeed(options)], reason };
  return (await admin.add<Proposal>(at`price-proposals`, body)).body;
}

/** Approves or rejects a proposal from the state it is read in. */
export async function settle(admin: Admin, { id, root, verb, body }: Settling): Promise<Proposal> {
  const of = root === undefined ? '' : `?root=${encodeURIComponent(root)}`;
  const readAt = `${at`price-proposals/${id}`}${of}` as Address;
  const sendTo = `${at`price-proposals/${id}/${verb}`}${of}` as Address;
  return (await admin.change<Proposal>({ id, method: 'POST', readAt, sendTo, body })).body;
}

/** Says what a proposal holds, in figures. */
export function printFigures({ terminal }: CommandContext, proposal: Proposal): void {
  const { lines, unchanged, secondPerson } = proposal;
  const count = (kind: string) => lines[kind] ?? 0;
  terminal.out(`added ${count('new')}, changed ${count('changed')}, unchanged ${unchanged}`);
  terminal.out(`vanished from the feed and kept: ${count('vanished')}`);
  terminal.out(`flagged as damaged numbers, matched but never billed: ${count('artefact')}`);
  terminal.out(`not taken over, so such usage is unpriced rather than wrong: ${count('skipped')}`);
  if (count('conflicting') > 0) terminal.out(`priced otherwise by another feed: ${count('conflicting')}`);
  if (secondPerson > 0) terminal.out(`to be approved by a second person: ${secondPerson}`);
}
