import { Fault } from '@suanpan/fault';
import type { HaltedPart, Readiness } from '@suanpan/service-runtime';
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

/** What a service says of itself. */
export interface ServiceState {
  /** `halted`: it works, but for parts that stand still until a person has acted. */
  readonly state: 'ready' | 'halted' | 'not ready';
  readonly halted: readonly HaltedPart[];
  /** Why it is not ready, and what is not as it should be though it is: one text for each. */
  readonly reasons: readonly string[];
}

const NO_ANSWER: ServiceState = { state: 'not ready', halted: [], reasons: ['it does not answer'] };

/** Asks a service whether it is ready. */
export async function askService(url: string): Promise<ServiceState> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return stateOf((await answer.json()) as Partial<Readiness>);
  } catch {
    // Nobody listens there, or not in time, or it is no service of ours: the answer is no.
    return NO_ANSWER;
  }
}

/** Asks a ClickHouse, which says no more than that it answers. */
export async function askClickHouse(url: string): Promise<ServiceState> {
  try {
    const answer = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok ? { state: 'ready', halted: [], reasons: [] } : NO_ANSWER;
  } catch {
    // As with a service: whatever the reason, it does not answer.
    return NO_ANSWER;
  }
}

/** What the health of a service comes to. */
export function stateOf({ ready, checks = {}, halted = {}, degraded = {} }: Partial<Readiness>): ServiceState {
  const failed = Object.entries(checks).filter(([name, said]) => said !== 'ok' && !(name in halted));
  const reasons = [...failed, ...Object.entries(degraded)].map(([name, said]) => `${name}: ${said}`);
  const parts = Object.values(halted).flat();
  if (ready === true) return { state: 'ready', halted: parts, reasons };
  return { state: failed.length === 0 && parts.length > 0 ? 'halted' : 'not ready', halted: parts, reasons };
}

/** Whether every service has started; one in which a part is halted has. */
export async function isStarted(addresses: StackAddresses): Promise<boolean> {
  const asked = await Promise.all(Object.values(serviceUrls(addresses)).map(askService));
  return asked.every(({ state }) => state !== 'not ready');
}
