import { RequestFault } from '@suanpan/service-runtime';

const ETAG = /^"?(\d{1,15})"?$/;

/**
 * The version an `If-Match` header names. `version_missing` without one: who changes an entity says which state of it
 * was read, so that two people cannot undo each other's work unseen.
 */
export function versionOf(header: string | undefined): number {
  const flaws = [{ pointer: '/headers/if-match', detail: 'Send the ETag of the state that was read.' }];
  if (header === undefined || header === '') {
    throw new RequestFault('version_missing', 'If-Match is missing.', { flaws });
  }
  const version = ETAG.exec(header.trim())?.[1];
  // A tag that we never gave matches nothing, and neither does `*`: it would switch the lock off.
  if (version === undefined)
    throw new RequestFault('version_conflict', 'If-Match names no version of ours.', { flaws });
  return Number(version);
}
