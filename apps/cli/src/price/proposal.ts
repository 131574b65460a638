import type { PriceRow } from './list-prices.ts';
import { perMillion } from './list-prices.ts';

/** A proposal as the API shows it. */
export interface Proposal {
  readonly id: string;
  readonly root: string | null;
  readonly state: 'open' | 'applied' | 'rejected';
  readonly proposedAt: string;
  readonly proposedBy: string;
  readonly feeds: readonly { readonly feed: string; readonly version: string; readonly skipped: number }[];
  readonly lines: Readonly<Record<string, number>>;
  readonly secondPerson: number;
  readonly unchanged: number;
  readonly settled: {
    readonly by: string;
    readonly accepted: number;
    readonly rows: number;
    readonly revision: number | null;
  } | null;
}

interface Step {
  readonly from: string | null;
  readonly before: string | null;
  readonly after: string;
  readonly percent: string | null;
}

/** A line of a proposal as the API shows it; which of these a line has follows from its kind. */
export interface ProposalLine {
  readonly line: number;
  readonly kind: string;
  readonly secondPerson?: boolean;
  readonly steps?: readonly Step[];
  readonly standing?: readonly PriceRow[];
  readonly feed?: readonly PriceRow[] | string;
  readonly rows?: readonly PriceRow[];
  readonly percent?: string | null;
  readonly why?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly unit?: string;
}

/** What a line says, in the cells of a table. */
export interface LineCells {
  readonly subject: string;
  readonly leaf: string;
  readonly change: string;
}

/** A line in a few words: what it is about, and what would become of its price. */
export function cellsOf(line: ProposalLine): LineCells {
  if (line.kind === 'skipped') {
    return { subject: `${line.provider}/${line.model}`, leaf: line.unit ?? '', change: line.why ?? '' };
  }
  const known = [
    ...(Array.isArray(line.feed) ? (line.feed as readonly PriceRow[]) : []),
    ...(line.standing ?? []),
    ...(line.rows ?? []),
  ];
  const [row] = known;
  const subject = row === undefined ? '-' : `${row.provider}/${row.model}`;
  return { subject, leaf: row?.leaf ?? '-', change: changeText(line, known) };
}

function changeText(line: ProposalLine, known: readonly PriceRow[]): string {
  const price = (id: string | null) => {
    const row = known.find((each) => each.id === id);
    return row === undefined ? 'none' : `${perMillion(row)} ${row.currency}`;
  };
  const [step] = line.steps ?? [];
  if (step !== undefined) {
    const percent = step.percent === null ? '' : ` (${step.percent.startsWith('-') ? '' : '+'}${step.percent} %)`;
    const more = (line.steps?.length ?? 0) > 1 ? ` and ${(line.steps?.length ?? 0) - 1} more times` : '';
    return `${price(step.before)} → ${price(step.after)}${percent}${more}`;
  }
  const [first, second] = line.rows ?? [];
  if (first !== undefined && second !== undefined)
    return `${price(first.id)} in ${first.book}, ${price(second.id)} in ${second.book}`;
  const [standing] = line.standing ?? [];
  return standing === undefined ? '-' : `${price(standing.id)} stays`;
}
