/** One thing, none, or two that contend, by their ids or names. */
export type Choice<T> =
  | { readonly found: T; readonly contenders?: undefined }
  | { readonly found?: undefined; readonly contenders?: readonly [string, string] };

/** None. */
export const NOTHING: Choice<never> = {};

/** Found, or found twice: either way a search ends. */
export function isDecided(choice: Choice<unknown>): boolean {
  return choice.found !== undefined || choice.contenders !== undefined;
}
