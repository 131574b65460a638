/**
 * CityHash128 in its version 1.0.2, with which ClickHouse guards every compressed block. Later versions of CityHash give
 * other values. Source: `contrib/cityhash102/src/city.cc` of ClickHouse.
 */
const MASK = 64;
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MULTIPLIER = 0x9ddfea08eb382d69n;

type Pair = readonly [low: bigint, high: bigint];

// The engine of JavaScript keeps such a sum in one machine word only where it is cut to 64 bits at once.
const add = (a: bigint, b: bigint): bigint => BigInt.asUintN(MASK, a + b);
const subtract = (a: bigint, b: bigint): bigint => BigInt.asUintN(MASK, a - b);
const multiply = (a: bigint, b: bigint): bigint => BigInt.asUintN(MASK, a * b);
const rotate = (value: bigint, bits: bigint): bigint =>
  BigInt.asUintN(MASK, value >> bits) | BigInt.asUintN(MASK, value << (64n - bits));
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

function hash16(low: bigint, high: bigint): bigint {
  const a = shiftMix(multiply(low ^ high, MULTIPLIER));
  const b = shiftMix(multiply(high ^ a, MULTIPLIER));
  return multiply(b, MULTIPLIER);
}

function hashUpTo16(bytes: Buffer): bigint {
  const { length } = bytes;
  const size = BigInt(length);
  if (length > 8) {
    const a = bytes.readBigUInt64LE(0);
    const b = bytes.readBigUInt64LE(length - 8);
    return hash16(a, rotate(add(b, size), size)) ^ b;
  }
  if (length >= 4) {
    const a = BigInt(bytes.readUInt32LE(0));
    return hash16(add(size, a << 3n), BigInt(bytes.readUInt32LE(length - 4)));
  }
  if (length === 0) return K2;
  const [first = 0, middle = 0, last = 0] = [bytes[0], bytes[length >> 1], bytes[length - 1]];
  const y = BigInt(first + middle * 256);
  const z = BigInt(length + last * 4);
  return multiply(shiftMix(multiply(y, K2) ^ multiply(z, K3)), K2);
}

function weakHash32(bytes: Buffer, at: number, seeds: Pair): Pair {
  const w = bytes.readBigUInt64LE(at);
  const z = bytes.readBigUInt64LE(at + 24);
  const a = add(seeds[0], w);
  const b = rotate(add(add(seeds[1], a), z), 21n);
  const c = add(add(a, bytes.readBigUInt64LE(at + 8)), bytes.readBigUInt64LE(at + 16));
  return [add(c, z), add(add(b, rotate(c, 44n)), a)];
}

/** For less than 128 bytes. */
function murmur(bytes: Buffer, [low, high]: Pair): Pair {
  const { length } = bytes;
  let a = low;
  let b = high;
  let c: bigint;
  let d: bigint;
  if (length <= 16) {
    a = multiply(shiftMix(multiply(a, K1)), K1);
    c = add(multiply(b, K1), hashUpTo16(bytes));
    d = shiftMix(add(a, length >= 8 ? bytes.readBigUInt64LE(0) : c));
  } else {
    c = hash16(add(bytes.readBigUInt64LE(length - 8), K1), a);
    d = hash16(add(b, BigInt(length)), add(c, bytes.readBigUInt64LE(length - 16)));
    a = add(a, d);
    for (let at = 0; at < length - 16; at += 16) {
      a = multiply(a ^ multiply(shiftMix(multiply(bytes.readBigUInt64LE(at), K1)), K1), K1);
      b ^= a;
      c = multiply(c ^ multiply(shiftMix(multiply(bytes.readBigUInt64LE(at + 8), K1)), K1), K1);
      d ^= c;
    }
  }
  a = hash16(a, c);
  b = hash16(d, b);
  return [a ^ b, hash16(b, a)];
}

function withSeed(bytes: Buffer, seed: Pair): Pair {
  const { length } = bytes;
  if (length < 128) return murmur(bytes, seed);
  let [x, y] = seed;
  let z = multiply(BigInt(length), K1);
  const first = add(multiply(rotate(y ^ K1, 49n), K1), bytes.readBigUInt64LE(0));
  let v: Pair = [first, add(multiply(rotate(first, 42n), K1), bytes.readBigUInt64LE(8))];
  let w: Pair = [
    add(multiply(rotate(add(y, z), 35n), K1), x),
    multiply(rotate(add(x, bytes.readBigUInt64LE(88)), 53n), K1),
  ];
  const whole = length - (length % 128);
  for (let at = 0; at < whole; at += 64) {
    x = multiply(rotate(add(add(add(x, y), v[0]), bytes.readBigUInt64LE(at + 16)), 37n), K1) ^ w[1];
    y = multiply(rotate(add(add(y, v[1]), bytes.readBigUInt64LE(at + 48)), 42n), K1) ^ v[0];
    const turned = rotate(z ^ w[0], 33n);
    v = weakHash32(bytes, at, [multiply(v[1], K1), add(x, w[0])]);
    w = weakHash32(bytes, at + 32, [add(turned, w[1]), y]);
    z = x;
    x = turned;
  }
  y = add(y, add(multiply(rotate(w[0], 37n), K0), z));
  x = add(x, multiply(rotate(add(v[0], z), 49n), K0));
  // What is left is hashed in pieces of 32 bytes from the end, which may reach back into what was hashed.
  for (let back = 32; back < length - whole + 32; back += 32) {
    y = add(multiply(rotate(subtract(y, x), 42n), K0), v[1]);
    w = [add(w[0], bytes.readBigUInt64LE(length - back + 16)), w[1]];
    x = add(multiply(rotate(x, 49n), K0), w[0]);
    w = [add(w[0], v[0]), w[1]];
    v = weakHash32(bytes, length - back, v);
  }
  x = hash16(x, v[0]);
  y = hash16(y, w[0]);
  return [add(hash16(add(x, v[1]), w[1]), y), hash16(add(x, w[1]), add(y, v[1]))];
}

/** The hash in the 16 bytes that stand in front of a block: the low half first, each little-endian. */
export function cityHash128(bytes: Buffer): Buffer {
  const [low, high] = hashOf(bytes);
  const hash = Buffer.allocUnsafe(16);
  hash.writeBigUInt64LE(low, 0);
  hash.writeBigUInt64LE(high, 8);
  return hash;
}

function hashOf(bytes: Buffer): Pair {
  const { length } = bytes;
  if (length >= 16) {
    return withSeed(bytes.subarray(16), [bytes.readBigUInt64LE(0) ^ K3, bytes.readBigUInt64LE(8)]);
  }
  if (length >= 8) {
    const seed: Pair = [
      bytes.readBigUInt64LE(0) ^ multiply(BigInt(length), K0),
      bytes.readBigUInt64LE(length - 8) ^ K1,
    ];
    return withSeed(Buffer.alloc(0), seed);
  }
  return withSeed(bytes, [K0, K1]);
}
