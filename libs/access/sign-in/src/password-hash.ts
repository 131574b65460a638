import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** The second recommended option of RFC 9106, 4: 64 MiB, three passes, four lanes. */
const COST = { memory: 65_536, passes: 3, parallelism: 4 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const BOUNDS = { memory: 1_048_576, passes: 10, parallelism: 16 } as const;

/** https://github.com/P-H-C/phc-string-format */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]{11,86})\$([\w+/]{22,86})$/;

/** Hashes a password with argon2id as Node has it. The text says how, so that the cost can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive('argon2id', { ...COST, message: normal(password), nonce: salt, tagLength: TAG_BYTES });
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${bare(salt)}$${bare(tag)}`;
}

/**
 * Whether a password is the hashed one. Without a hash the work is done all the same and the answer is no, so that nobody
 * learns from the time it takes which logins exist.
 */
export async function isPassword(password: string, hashed: string | null): Promise<boolean> {
  const stored = read(hashed) ?? read(NOBODY);
  if (stored === undefined) return false;
  const { tag, ...parameters } = stored;
  const found = await derive('argon2id', { ...parameters, message: normal(password), tagLength: tag.length });
  return timingSafeEqual(found, tag) && hashed !== null && hashed !== NOBODY;
}

/** Whether a hash was made at another cost than hashes are made today. */
export function isOutdated(hashed: string): boolean {
  const stored = read(hashed);
  return (
    stored === undefined || Object.entries(COST).some(([name, value]) => stored[name as keyof typeof COST] !== value)
  );
}

/** A hash of today's cost that no password has: its tag is all zeros. */
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${bare(Buffer.alloc(SALT_BYTES))}$${bare(Buffer.alloc(TAG_BYTES))}`;

function read(hashed: string | null): (Omit<Argon2Parameters, 'message' | 'tagLength'> & { tag: Buffer }) | undefined {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(hashed ?? '') ?? [];
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  // A row that somebody changed must not make the service allocate whatever it says.
  const bounded = Object.entries(BOUNDS).every(([name, most]) => cost[name as keyof typeof BOUNDS] <= most);
  if (!bounded) return undefined;
  return { ...cost, nonce: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}

/** The same password typed on another keyboard may come as other code points (NIST SP 800-63B, 3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

function bare(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
