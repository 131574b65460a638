/** A column: its title, and where its texts stand. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GUTTER = '  ';

/**
 * Lays texts out in columns without borders, so that a table reads well on a terminal and cuts well in a shell.
 * Trailing blanks are dropped.
 */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ''))));
  return lines.map((line) =>
    columns
      .map((column, i) => padded(line[i] ?? '', widths[i] ?? 0, column.align ?? 'left'))
      .join(GUTTER)
      .trimEnd(),
  );
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Chinese, Japanese and Korean characters take two places on a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

function widthOf(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0;
  return [...text].length + wide;
}
