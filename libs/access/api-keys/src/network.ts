/** An IP address. An IPv4 address written as IPv6 (`::ffff:a.b.c.d`, RFC 4291 2.5.5.2) is the IPv4 address. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** A block of addresses that share their first `length` bits (CIDR, RFC 4632 and RFC 4291 2.3). */
export interface Network extends IpAddress {
  readonly length: number;
}

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const GROUP = /^[0-9A-Fa-f]{1,4}$/;
const LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const MAPPED = 0xffffn;

/**
 * Reads an address. Refused are numbers with leading zeros, which some read as octal, and zones (`%eth0`), which mean
 * something on one machine only.
 */
export function parseAddress(text: string): IpAddress | undefined {
  const v4 = bitsOfV4(text);
  if (v4 !== undefined) return { family: 4, bits: v4 };
  const v6 = bitsOfV6(text);
  if (v6 === undefined) return undefined;
  return v6 >> 32n === MAPPED ? { family: 4, bits: v6 & 0xffff_ffffn } : { family: 6, bits: v6 };
}

/**
 * Reads a block such as `10.0.0.0/8`, `2001:db8::/32` or, for one address, `10.1.2.3/32`. Refused is a block whose address
 * has bits beyond its length: nobody can tell whether the one or the other was meant.
 */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const lengthText = text.slice(slash + 1);
  if (slash < 0 || !LENGTH.test(lengthText)) return undefined;
  const written = Number(lengthText);
  const v4 = bitsOfV4(text.slice(0, slash));
  const bits = v4 ?? bitsOfV6(text.slice(0, slash));
  const size = v4 === undefined ? 128 : 32;
  if (bits === undefined || written > size || hostBits(bits, size, written) !== 0n) return undefined;
  // A block of mapped addresses is a block of IPv4; a wider one holds no IPv4 address, because those are read as such.
  if (v4 === undefined && written >= 96 && bits >> 32n === MAPPED) {
    return { family: 4, bits: bits & 0xffff_ffffn, length: written - 96 };
  }
  return { family: v4 === undefined ? 6 : 4, bits, length: written };
}

/** Whether an address lies in a block. */
export function isInNetwork(address: IpAddress, network: Network): boolean {
  if (address.family !== network.family) return false;
  const free = BigInt((network.family === 4 ? 32 : 128) - network.length);
  return address.bits >> free === network.bits >> free;
}

function hostBits(bits: bigint, size: number, length: number): bigint {
  return bits & ((1n << BigInt(size - length)) - 1n);
}

function bitsOfV4(text: string): bigint | undefined {
  const parts = V4.exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function bitsOfV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? joined(head) : undefined;
  if (tail === undefined || head.length + tail.length > 7 || hasDots(halves[0])) return undefined;
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return joined([...head, ...zeros, ...tail]);
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address, which is two. */
function groupsOf(half: string): number[] | undefined {
  if (half === '') return [];
  const texts = half.split(':');
  const groups: number[] = [];
  for (const [i, text] of texts.entries()) {
    const v4 = i === texts.length - 1 ? bitsOfV4(text) : undefined;
    if (v4 !== undefined) groups.push(Number(v4 >> 16n), Number(v4 & 0xffffn));
    else if (GROUP.test(text)) groups.push(Number.parseInt(text, 16));
    else return undefined;
  }
  return groups;
}

/** An IPv4 address stands at the very end of an address, not before `::`. */
function hasDots(half: string | undefined): boolean {
  return half?.includes('.') === true;
}

function joined(groups: readonly number[]): bigint {
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}
