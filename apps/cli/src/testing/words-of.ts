/** Splits a command line at blanks; what stands in single quotes stays together. */
export function wordsOf(line: string): string[] {
  return (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
}
