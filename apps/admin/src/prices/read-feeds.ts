import type { CatalogueView } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import {
  type FeedImport,
  GENAI_PRICES_BOOK,
  LITELLM_BOOK,
  type ProposedFeed,
  rowsFromGenaiPrices,
  rowsFromLitellm,
  rowsFromPriceTable,
  SNAPSHOT_VERSION,
  snapshotRows,
  validatePriceRow,
} from '@suanpan/price-book';
import { RequestFault } from '@suanpan/service-runtime';
import { MS_PER_DAY } from '@suanpan/time';
import type { z } from 'zod';
import type { SentFeed } from './feed-shapes.ts';

type Sent = z.output<typeof SentFeed>;

/** What a proposal is read from. */
export interface FeedTerms {
  readonly feeds: readonly Sent[];
  readonly root: string | null;
  readonly view: CatalogueView;
  readonly now: number;
}

/** How far ahead zones are relied on where nobody says. */
const HORIZON_MS = 2 * 366 * MS_PER_DAY;
/** Ten times what public feeds have; comparing more would keep everybody else waiting. */
const ROWS_MAX = 50_000;

/**
 * Reads what was sent as rows. A proposal is of one owner: everybody, or a root with its accounts. `price_invalid` for what is
 * no price or somebody else's, `request_invalid` for two feeds of one book, which would vanish from each other.
 */
export function readFeeds({ feeds, root, view, now }: FeedTerms): ProposedFeed[] {
  const books = new Set<string>();
  let count = 0;
  return feeds.map((sent, i) => {
    const { feed, version, read } = readFeed(sent, now);
    count += read.rows.length;
    if (count > ROWS_MAX) throw misplaced(i, `A proposal has at most ${ROWS_MAX} rows; send a part of them.`);
    if (books.has(feed)) throw misplaced(i, `The book ${feed} is named twice.`);
    books.add(feed);
    for (const row of read.rows) {
      const fault = validatePriceRow(row);
      if (fault !== undefined) throw new Fault(fault.code, `${row.provider}/${row.model}: ${fault.detail}`);
      if (row.root !== root) throw misplaced(i, `${row.provider}/${row.model} is not ${ownerText(root)}.`);
      if (row.account !== undefined && view.account(row.account)?.root !== root)
        throw misplaced(i, `${row.provider}/${row.model}: account ${row.account} does not exist in ${root}.`);
    }
    return { feed, version, rows: read.rows, skipped: read.skipped };
  });
}

function readFeed(
  sent: Sent,
  now: number,
): { readonly feed: string; readonly version: string; readonly read: FeedImport } {
  switch (sent.from) {
    case 'snapshot':
      return { feed: GENAI_PRICES_BOOK, version: SNAPSHOT_VERSION, read: snapshotRows() };
    case 'genai-prices': {
      const { providers, version } = sent;
      return { feed: GENAI_PRICES_BOOK, version, read: rowsFromGenaiPrices(providers, version) };
    }
    case 'litellm':
      return { feed: LITELLM_BOOK, version: sent.version, read: rowsFromLitellm(sent.text, sent.version) };
    case 'table': {
      const { book, version, format, horizon = now + HORIZON_MS, text } = sent;
      return { feed: book, version, read: rowsFromPriceTable(text, { format, book, version, horizon }) };
    }
  }
}

function ownerText(root: string | null): string {
  return root === null ? "everybody's" : `a price of ${root}`;
}

function misplaced(feed: number, detail: string): RequestFault {
  return new RequestFault('price_invalid', detail, { flaws: [{ pointer: `/feeds/${feed}`, detail }] });
}
