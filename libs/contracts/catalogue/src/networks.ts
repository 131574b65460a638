import { must } from './check.ts';

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const V6_GROUP = /^[0-9a-fA-F]{1,4}$/;

/** Tells whether a text is a block of IPv4 or IPv6 addresses in CIDR notation: `10.0.0.0/8`, `2001:db8::/32` (RFC 4632, RFC 4291). */
export function isNetwork(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [address = '', length, ...rest] = text.split('/');
  if (length === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return false;
  if (isV4(address)) return Number(length) <= 32;
  return isV6(address) && Number(length) <= 128;
}

function isV4(address: string): boolean {
  const parts = V4.exec(address);
  return parts?.slice(1).every((part) => Number(part) <= 255 && String(Number(part)) === part) === true;
}

function isV6(address: string): boolean {
  const [head = '', tail, ...rest] = address.split('::');
  if (rest.length > 0) return false;
  const left = groupsOf(head, tail === undefined);
  const right = tail === undefined ? 0 : groupsOf(tail, true);
  if (left === undefined || right === undefined) return false;
  return tail === undefined ? left === 8 : left + right <= 7;
}

/** How many groups of 16 bits are written; an IPv4 address at the end is two. */
function groupsOf(text: string, isEnd: boolean): number | undefined {
  if (text === '') return 0;
  const groups = text.split(':');
  let count = 0;
  for (const [i, group] of groups.entries()) {
    if (V6_GROUP.test(group)) count += 1;
    else if (isEnd && i === groups.length - 1 && isV4(group)) count += 2;
    else return undefined;
  }
  return count;
}

export const network = must('a network such as 10.0.0.0/8 or 2001:db8::/32', isNetwork);
