import { packSourceRecord, SOURCE_RECORD_BYTES_AIM, type SourceHeader } from '@suanpan/facts';

/**
 * Packs the lines of one request into records: one as a rule, several only beyond the aimed size, so that the outcomes
 * of each fit one rated record. A single line is never split.
 */
export function sourceRecords(header: Omit<SourceHeader, 'v' | 'count'>, lines: readonly string[]): Buffer[] {
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
  if (start < lines.length) records.push(packSourceRecord(header, start === 0 ? lines : lines.slice(start)));
  return records;
}
