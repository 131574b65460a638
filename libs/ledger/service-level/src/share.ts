/** How many of what was counted were good; an exact fraction. */
export interface Share {
  readonly good: bigint;
  readonly of: bigint;
}

const DIGITS = 4;

/**
 * A share as percent for people: cut, never rounded up, so that what is below a promise never reads like it; `…` where digits
 * follow. `of` must not be 0.
 */
export function percentText({ good, of }: Share): string {
  const scale = 10n ** BigInt(DIGITS);
  const scaled = (good * 100n * scale) / of;
  const fraction = (scaled % scale).toString().padStart(DIGITS, '0').replace(/0+$/, '');
  const isCut = scaled * of !== good * 100n * scale;
  return `${scaled / scale}${fraction === '' ? '' : `.${fraction}`}${isCut ? '…' : ''}%`;
}
