import { gunzipSync, gzipSync } from 'node:zlib';
import { Fault } from '@suanpan/fault';
import { postgresFault } from '@suanpan/postgres';
import { isWriting, needsSecondPerson, type Proposal, type ProposedFeed } from '@suanpan/price-book';
import type { DataSource, EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { ProposalBasis } from './decide-proposal.ts';
import { LINE_KINDS, type PriceProposal, type ProposalLine } from './proposal-shapes.ts';

type Shown = z.output<typeof PriceProposal>;
type Settled = NonNullable<Shown['settled']>;
type Summary = Pick<Shown, 'feeds' | 'lines' | 'secondPerson' | 'unchanged' | 'agreeing'>;
type LineKind = (typeof LINE_KINDS)[number];

/** A proposal as it is kept. */
export interface KeptProposal {
  readonly shown: Shown;
  /** Counts up with each change: its ETag. */
  readonly version: number;
  /** The order of proposals. */
  readonly number: string;
}

export interface MadeProposal {
  readonly id: string;
  readonly root: string | null;
  readonly proposedBy: string;
  readonly reason: string;
  readonly proposal: Proposal;
  readonly feeds: readonly ProposedFeed[];
}

interface Row {
  readonly id: string;
  readonly number: string;
  readonly root: string | null;
  readonly state: Shown['state'];
  readonly version: number;
  readonly digest: string;
  readonly proposed_at: string;
  readonly proposed_by: string;
  readonly reason: string;
  readonly threshold_percent: string;
  readonly summary: Summary;
  readonly feeds: Buffer | null;
  readonly settled: Settled | null;
}

const SHOWN = `id, number, root, state, version, digest, proposed_at, proposed_by, reason, threshold_percent, summary, settled`;
const INSERT = `
  INSERT INTO admin.price_proposal
    (id, root, state, version, digest, proposed_at, proposed_by, reason, threshold_percent, summary, feeds)
  VALUES ($1, $2, 'open', 1, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (id) DO NOTHING RETURNING ${SHOWN}`;
const INSERT_LINES = `
  INSERT INTO admin.price_proposal_line (proposal, number, kind, second_person, line)
  SELECT $1, number, kind, second, line::jsonb
  FROM unnest($2::int[], $3::text[], $4::boolean[], $5::text[]) AS each (number, kind, second, line)`;
// What it was made of is needed no more once it is settled.
const SETTLE = `
  UPDATE admin.price_proposal SET state = $3, settled = $4, feeds = NULL, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${SHOWN}`;
const LINES = `
  SELECT number, second_person, line FROM admin.price_proposal_line
  WHERE proposal = $1 AND number > $2 AND ($3::text IS NULL OR kind = $3)
    AND ($4::boolean IS NULL OR second_person = $4)
  ORDER BY number LIMIT $5`;

/** Proposals in PostgreSQL. */
export class ProposalStore {
  readonly #source: DataSource;

  constructor(source: DataSource) {
    this.#source = source;
  }

  /** Keeps a new proposal with its lines; `entity_exists` for an id that is taken. */
  async add(tables: EntityManager, made: MadeProposal): Promise<KeptProposal> {
    const { id, root, proposedBy, reason, proposal, feeds } = made;
    const packed = gzipSync(JSON.stringify(feeds));
    const row = [
      id,
      root,
      proposal.id,
      proposal.at,
      proposedBy,
      reason,
      proposal.thresholdPercent,
      summaryOf(made),
      packed,
    ];
    const [kept] = (await tables.query(INSERT, row)) as Row[];
    if (kept === undefined) throw new Fault('entity_exists', `price proposal ${id} exists already.`);
    const { lines } = proposal;
    await tables.query(INSERT_LINES, [
      id,
      lines.map((_, i) => i + 1),
      lines.map(({ kind }) => kind),
      lines.map((line) => needsSecondPerson(line, proposal.thresholdPercent)),
      lines.map((line) => JSON.stringify(line)),
    ]);
    return keptOf(kept);
  }

  /** A proposal of a root, or of everybody; `entity_unknown` for one of anybody else. */
  async read(id: string, root: string | null): Promise<KeptProposal> {
    return keptOf(await this.#row(id, root, SHOWN));
  }

  /** The same with what it was made of; `proposal_settled` once it is. */
  async open(id: string, root: string | null): Promise<{ readonly kept: KeptProposal; readonly basis: ProposalBasis }> {
    const row = await this.#row(id, root, `${SHOWN}, feeds`);
    const kept = keptOf(row);
    if (row.state !== 'open' || row.feeds === null) throw settledFault(kept.shown);
    const feeds = JSON.parse(gunzipSync(row.feeds).toString()) as ProposedFeed[];
    const { proposedAt, proposedBy, thresholdPercent } = kept.shown;
    return { kept, basis: { id, root, digest: row.digest, proposedAt, proposedBy, thresholdPercent, feeds } };
  }

  /** Newest first, from before a number on. */
  async list(
    root: string | null,
    state: Shown['state'] | undefined,
    before: string | undefined,
    limit: number,
  ): Promise<KeptProposal[]> {
    const rows = await this.#query<Row>(
      `SELECT ${SHOWN} FROM admin.price_proposal
       WHERE root IS NOT DISTINCT FROM $1 AND ($2::text IS NULL OR state = $2) AND ($3::bigint IS NULL OR number < $3)
       ORDER BY number DESC LIMIT $4`,
      [root, state ?? null, before ?? null, limit],
    );
    return rows.map(keptOf);
  }

  /** Lines after a number, in their order. */
  async lines(id: string, { after, kind, secondPerson, limit }: LinesPart): Promise<z.output<typeof ProposalLine>[]> {
    const rows = await this.#query<{ number: number; second_person: boolean; line: Proposal['lines'][number] }>(LINES, [
      id,
      after,
      kind ?? null,
      secondPerson ?? null,
      limit,
    ]);
    return rows.map(({ number, second_person, line }) => shownLine(number, second_person, line));
  }

  /** Settles an open proposal at the version that was read; `version_conflict` or `proposal_settled` otherwise. */
  async settle(
    tables: EntityManager,
    { shown: { id, root }, version }: KeptProposal,
    state: 'applied' | 'rejected',
    settled: Settled,
  ): Promise<KeptProposal> {
    const [rows] = (await tables.query(SETTLE, [id, version, state, settled])) as [Row[], number];
    if (rows[0] !== undefined) return keptOf(rows[0]);
    const { shown } = await this.read(id, root);
    if (shown.state !== 'open') throw settledFault(shown);
    throw new Fault('version_conflict', 'The proposal was changed since it was read.');
  }

  async #row(id: string, root: string | null, columns: string): Promise<Row> {
    const [row] = await this.#query<Row>(
      `SELECT ${columns} FROM admin.price_proposal WHERE id = $1 AND root IS NOT DISTINCT FROM $2`,
      [id, root],
    );
    if (row === undefined) throw new Fault('entity_unknown', `price proposal ${id} does not exist.`);
    return row;
  }

  async #query<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    try {
      return (await this.#source.query(sql, [...values])) as T[];
    } catch (error) {
      throw postgresFault(error);
    }
  }
}

export interface LinesPart {
  readonly after: number;
  readonly kind?: LineKind;
  readonly secondPerson?: boolean;
  readonly limit: number;
}

/** What a settled proposal came to, told to whoever decides on it once more. */
export function settledFault({ state, settled }: Shown): Fault {
  return new Fault(
    'proposal_settled',
    `It was ${state} by ${settled?.by ?? 'somebody'}; propose anew to decide again.`,
  );
}

function summaryOf({ proposal, feeds }: MadeProposal): Summary {
  const { lines, thresholdPercent, unchanged, agreeing } = proposal;
  const counts = Object.fromEntries(LINE_KINDS.map((kind) => [kind, 0])) as Record<LineKind, number>;
  for (const { kind } of lines) counts[kind] += 1;
  return {
    feeds: feeds.map(({ feed, version, rows, skipped }) => ({
      ...{ feed, version, rows: rows.length, skipped: skipped.length },
    })),
    lines: counts,
    secondPerson: lines.filter((line) => needsSecondPerson(line, thresholdPercent)).length,
    ...{ unchanged, agreeing },
  };
}

function keptOf(row: Row): KeptProposal {
  const { id, root, state, reason, summary, settled, version, number } = row;
  return {
    shown: {
      ...{ id, root, state, reason, settled, ...summary },
      proposedAt: Number(row.proposed_at),
      proposedBy: row.proposed_by,
      thresholdPercent: row.threshold_percent,
    },
    ...{ version, number },
  };
}

function shownLine(
  line: number,
  secondPerson: boolean,
  { id: _, ...said }: Proposal['lines'][number],
): z.output<typeof ProposalLine> {
  const shown = isWriting({ id: '', ...said } as Proposal['lines'][number])
    ? { line, secondPerson, ...said }
    : { line, ...said };
  return shown as z.output<typeof ProposalLine>;
}
