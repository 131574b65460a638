import type { StackAddresses } from '@suanpan/stack';

const ANSWER_WITHIN_MS = 2_000;

/** The services that answer over HTTP, by name. */
export function serviceUrls(addresses: StackAddresses): Readonly<Record<string, string>> {
  if (addresses.serviceUrls !== undefined) return addresses.serviceUrls;
  const { ingestUrl: ingest, ratingUrl: rating, sinkUrl: sink, adminUrl: admin } = addresses;
  return { ingest, rating, sink, admin };
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
