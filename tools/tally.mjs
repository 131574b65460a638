// One line out of the many summaries that jest prints, one a project.

/** Takes the lines of the output; `sum` is what they said so far. A suite that did not even run counts as failed. */
export function makeTally() {
  const sum = { passed: 0, failed: 0 };
  return {
    sum,
    take(line) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: jest colours its summary.
      const plain = line.replaceAll(/\u001b\[[\d;]*m/g, '');
      if (/● Test suite failed to run/.test(plain)) sum.failed += 1;
      if (!/^\s*Tests:\s/.test(plain)) return;
      sum.passed += Number(/(\d+) passed/.exec(plain)?.[1] ?? 0);
      sum.failed += Number(/(\d+) failed/.exec(plain)?.[1] ?? 0);
    },
  };
}
