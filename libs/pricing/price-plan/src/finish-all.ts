import type { Uncharged } from '@suanpan/charging';
import type { Entry } from '@suanpan/facts';
import { type EntryDraft, finishDraft } from './entry-draft.ts';
import { uncharged } from './scene.ts';

/** All drafts as entries, with a note for each currency that lost digits; `undefined` where one is beyond the ledger. */
export function finishAll(
  drafts: readonly EntryDraft[],
): { readonly entries: readonly Entry[]; readonly notes: readonly string[] } | undefined {
  const entries: Entry[] = [];
  const notes = new Set<string>();
  for (const draft of drafts) {
    const { entry, isQuantised } = finishDraft(draft);
    if (entry === undefined) return undefined;
    if (isQuantised) notes.add(quantisedNote(draft.currency));
    entries.push(entry);
  }
  return { entries, notes: [...notes] };
}

/** What is said of an entry that lost digits. */
function quantisedNote(currency: string): string {
  return `${currency} amount quantised half-even to 18 digits`;
}

export function beyondLedger(): Uncharged {
  return uncharged('price_flagged', 'the amount is beyond Decimal(38,18)');
}
