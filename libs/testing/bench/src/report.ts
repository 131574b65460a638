/** One figure of the bench, with the limit measured beside it where there is one. */
export interface Figure {
  /** Key in the JSON report. */
  readonly key: string;
  readonly text: string;
  readonly value: number;
  readonly unit: string;
  /** What the issue asks for; `undefined` for figures that only inform. */
  readonly target?: { readonly least?: number; readonly most?: number };
}

/** Prints figures as a table; a missed target is marked, never hidden. */
export function printFigures(figures: readonly Figure[]): string {
  const rows = figures.map(({ text, value, unit, target }) => [
    text,
    `${round(value)} ${unit}`.trim(),
    verdict(value, target),
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([text = '', value = '', mark = '']) =>
      `${text.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${mark}`.trimEnd(),
    )
    .join('\n');
}

/** The report as JSON: key to value. */
export function jsonFigures(figures: readonly Figure[]): string {
  return `${JSON.stringify(Object.fromEntries(figures.map(({ key, value }) => [key, round(value)])), null, 2)}\n`;
}

function verdict(value: number, target: Figure['target']): string {
  if (target === undefined) return '';
  const { least, most } = target;
  if (least !== undefined && value < least) return `missed, at least ${least}`;
  if (most !== undefined && value > most) return `missed, at most ${most}`;
  return 'reached';
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 1000) / 1000;
}
