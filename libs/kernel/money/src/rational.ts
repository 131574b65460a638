/**
 * Quantises the exact quotient numerator / denominator to an integer, half to even (IEEE 754 roundTiesToEven).
 * It is the one place where an entry of money loses digits, and it is called once per entry.
 * The denominator must not be 0n; both may be negative.
 */
export function quantiseHalfEven(numerator: bigint, denominator: bigint): bigint {
  const [top, bottom] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  let floor = top / bottom;
  let rest = top % bottom;
  if (rest < 0n) {
    floor -= 1n;
    rest += bottom;
  }
  const twice = rest * 2n;
  if (twice > bottom || (twice === bottom && floor % 2n !== 0n)) return floor + 1n;
  return floor;
}
