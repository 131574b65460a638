import { packSourceRecord, SOURCE_RECORD_BYTES_AIM, type SourceHeader } from '@suanpan/facts';

/**
 * Packs the lines of one request into records: one as a rule, several only beyond the aimed size, so that the outcomes
 * of each fit one rated record. A single line is never split.
 */
export function sourceRecords(header: Omit<SourceHeader, 'v' | 'count'>, lines: readonly string[]): Buffer[] {
  if (surelyFits(lines)) return lines.length === 0 ? [] : [packSourceRecord(header, lines)];
  const records: Buffer[] = [];
  let start = 0;
  let bytes = 0;
  for (let i = 0; i < lines.length; i += 1) {
    const size = Buffer.byteLength(lines[i] as string) + 1;
    if (i > start && bytes + size > SOURCE_RECORD_BYTES_AIM) {
      records.push(packSourceRecord(header, lines.slice(start, i)));
      start = i;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < lines.length) records.push(packSourceRecord(header, lines.slice(start)));
  return records;
}

/** A UTF-16 unit is at most three bytes of UTF-8; measuring bytes exactly costs a copy of every line. */
function surelyFits(lines: readonly string[]): boolean {
  let units = lines.length;
  for (const line of lines) units += line.length;
  return units * 3 <= SOURCE_RECORD_BYTES_AIM;
}
