import type { PriceRow as BookRow } from '@suanpan/catalogue';
import {
  GENAI_PRICES_BOOK,
  isWriting,
  type ProposalLine,
  proposeImport,
  SNAPSHOT_VERSION,
  snapshotRows,
  type WritingLine,
} from '@suanpan/price-book';
import { parseInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { type PriceRow, perMillion } from './list-prices.ts';

interface OutdatedOptions {
  readonly json?: boolean;
}

/** A series of prices that the shipped book says otherwise than the book in force. */
interface Outdated {
  readonly kind: ProposalLine['kind'];
  readonly model: string;
  readonly leaf: string;
  readonly inForce: string | null;
  readonly shipped: string | null;
  readonly percent: string | null;
}

/** `price outdated`: what the shipped book says otherwise than the one in force. Nothing is written and no proposal is kept. */
export function outdatedPricesCommand(group: Command, context: CommandContext): void {
  group
    .command('outdated')
    .description('what changed between the list prices in force and those this version ships')
    .option('--json', 'as JSON')
    .action((options: OutdatedOptions) => showOutdated(context, options));
}

async function showOutdated(context: CommandContext, { json = false }: OutdatedOptions): Promise<void> {
  const rows = await adminOf(context).list<PriceRow>(at`prices`, { book: GENAI_PRICES_BOOK });
  const present = rows.filter(({ root }) => root === null).map(asBookRow);
  const versions = [...new Set(present.map(({ source }) => source.version.replace(/, corrected.*/, '')))].sort();
  const feed = { feed: GENAI_PRICES_BOOK, version: SNAPSHOT_VERSION, ...snapshotRows(), skipped: [] };
  const terms = { feeds: [feed], present, now: context.now(), thresholds: { percent: '0' } };
  const { lines, unchanged } = proposeImport(terms);
  printList(context, json, lines.map(outdatedOf), [
    { title: 'KIND', text: ({ kind }) => kind },
    { title: 'MODEL', text: ({ model }) => model },
    { title: 'LEAF', text: ({ leaf }) => leaf },
    { title: 'IN FORCE', align: 'right', text: ({ inForce }) => inForce ?? '-' },
    { title: 'SHIPPED', align: 'right', text: ({ shipped }) => shipped ?? '-' },
    { title: 'PERCENT', align: 'right', text: ({ percent }) => percent ?? '-' },
  ]);
  const { terminal } = context;
  terminal.say(`In force: ${GENAI_PRICES_BOOK} ${versions.join(', ') || 'none'}; shipped: ${SNAPSHOT_VERSION}.`);
  terminal.say(`${lines.length} series differ, ${unchanged} are the same.`);
  if (lines.some(isWriting)) terminal.say('`suanpan price diff` makes a proposal of them.');
}

function outdatedOf(line: ProposalLine): Outdated {
  const { standing, feed, percent } = isWriting(line) ? partsOf(line) : shownParts(line);
  const row = feed ?? standing;
  return {
    kind: line.kind,
    model: row === undefined ? '-' : `${row.provider}/${row.model}`,
    leaf: row === undefined ? '-' : [row.leaf, row.serviceTier, row.region].filter((part) => part !== null).join(' '),
    inForce: standing === undefined ? null : perMillion(standing),
    shipped: feed === undefined ? null : perMillion(feed),
    percent,
  };
}

interface Parts {
  readonly standing: BookRow | undefined;
  readonly feed: BookRow | undefined;
  readonly percent: string | null;
}

/** The first stretch of time in which the two differ. */
function partsOf({ steps, standing, feed }: WritingLine): Parts {
  const [step] = steps;
  const find = (rows: readonly BookRow[], id: string | null | undefined) => rows.find((row) => row.id === id);
  return { standing: find(standing, step?.before), feed: find(feed, step?.after), percent: step?.percent ?? null };
}

function shownParts(line: Exclude<ProposalLine, WritingLine>): Parts {
  const [standing] = 'standing' in line ? line.standing : [];
  return { standing, feed: undefined, percent: null };
}

/** A row of the API as the price book has it: times as instants. */
function asBookRow(row: PriceRow): BookRow {
  const { effectiveFrom, effectiveTo } = row;
  return { ...row, effectiveFrom: instantOf(effectiveFrom), effectiveTo: instantOf(effectiveTo) } as unknown as BookRow;
}

function instantOf(text: string | null): number | null {
  return text === null ? null : (parseInstant(text) ?? null);
}
