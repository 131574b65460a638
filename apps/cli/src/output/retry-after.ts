/** How long to wait where nobody says. */
export const RETRY_AFTER_SECONDS = 0.5;
const RETRY_AFTER_SECONDS_MAX = 30;

/** The seconds a `Retry-After` header asks for, within reason; half a second where there is none. */
export function retryAfterSeconds(header: string | null): number {
  if (header === null || !/^\d+$/.test(header.trim())) return RETRY_AFTER_SECONDS;
  return Math.min(Number(header), RETRY_AFTER_SECONDS_MAX);
}
