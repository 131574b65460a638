/**
 * Names of pricing's own counters. Each begins with `p|`, the root and a word for what it counts, so that no id of an
 * assignment or account can be taken for another kind of counter.
 */

/** Live credits of an account: JSON list, in the order in which they are used up. */
export function creditsCounter(root: string, account: string): string {
  return `p|${root}|credits|${account}`;
}

/** What a credit was granted as: JSON. Kept for good, so that a name is used once. */
export function creditCounter(root: string, credit: string): string {
  return `p|${root}|credit|${credit}`;
}

/** What a component has counted in a period; its form depends on the kind of component. */
export function useCounter(root: string, assignment: string, component: string, period: string): string {
  return `p|${root}|use|${assignment}|${component}|${period}`;
}

/** The quantity a commitment carried over into a period, decimal text. */
export function carryCounter(root: string, assignment: string, component: string, period: string): string {
  return `p|${root}|carry|${assignment}|${component}|${period}`;
}

/** The use of the last minutes of a throughput commitment: JSON. */
export function minutesCounter(root: string, assignment: string, component: string): string {
  return `p|${root}|minutes|${assignment}|${component}`;
}

/** Money charged under an assignment for a period, without credits: decimal text. Counted under plans with a minimum. */
export function spendCounter(root: string, assignment: string, period: string): string {
  return `p|${root}|spend|${assignment}|${period}`;
}

/** What of a fee has been charged: decimal text. */
export function feeCounter(
  root: string,
  assignment: string,
  component: string,
  period: string,
  charge: string,
  currency: string,
): string {
  return `p|${root}|fee|${assignment}|${component}|${period}|${charge}|${currency}`;
}

/**
 * Money of accepted results in a period by component of an assignment: JSON. One for the root, because whose call a result is
 * about is not known when its counters are named. Counted where a cap or a minimum asks for it.
 */
export function resultsCounter(root: string, period: string): string {
  return `p|${root}|results|${period}`;
}
