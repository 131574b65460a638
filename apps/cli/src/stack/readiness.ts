import { Fault } from '@suanpan/fault';
import type { StackAddresses } from '@suanpan/stack';

const ANSWER_WITHIN_MS = 2_000;

/** The services that answer over HTTP, by name. */
export function serviceUrls(addresses: StackAddresses): Readonly<Record<string, string>> {
  if (addresses.serviceUrls !== undefined) return addresses.serviceUrls;
  const { ingestUrl: ingest, ratingUrl: rating, sinkUrl: sink, adminUrl: admin } = addresses;
  return { ingest, rating, sink, admin };
}

const ELSEWHERE = ['quota', 'alerting', 'audit'];

/** Services that run elsewhere than the stack of this machine: SUANPAN_QUOTA_URL, SUANPAN_ALERTING_URL, SUANPAN_AUDIT_URL. */
export function urlsElsewhere(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const given = ELSEWHERE.flatMap((name) => {
    const setting = `SUANPAN_${name.toUpperCase()}_URL`;
    const url = env[setting]?.trim().replace(/\/$/, '');
    if (url === undefined || url === '') return [];
    if (URL.canParse(url) && /^https?:/.test(url)) return [[name, url] as const];
    throw new Fault('config_invalid', `${setting} is not an address that starts with http:// or https://.`);
  });
  return Object.fromEntries(given);
}

/** Whether a service says that it is ready. */
export async function isServiceReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Nobody listens there, or not in time: the answer is no.
    return false;
  }
}

/** Whether every service says that it is ready. */
export async function isReady(addresses: StackAddresses): Promise<boolean> {
  const ready = await Promise.all(Object.values(serviceUrls(addresses)).map(isServiceReady));
  return ready.every((each) => each);
}
