import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Grant, Person } from '@suanpan/catalogue';
import type { CatalogueWriter, ChangeRequest } from '@suanpan/catalogue-postgres';
import type { RequestOrigin, SignIn } from '@suanpan/sign-in';
import { secretsFolder } from '@suanpan/stack';
import { readJson, writePrivately } from './kept-session.ts';

/** What the local operator signs in with. */
export interface OperatorSecret {
  readonly login: string;
  readonly password: string;
}

/** What making the local operator needs. */
export interface OperatorParts {
  readonly signIn: Pick<SignIn, 'addByPassword' | 'byPassword' | 'changePassword' | 'signOut'>;
  readonly writer: Pick<CatalogueWriter, 'mirror' | 'commit'>;
  readonly now: () => number;
}

const NAME = 'Local operator';
const FROM: RequestOrigin = { address: '127.0.0.1', device: 'suanpan start' };
const PASSWORD_BYTES = 32;
const LOGIN_BYTES = 4;

const fileIn = (dataFolder: string) => join(secretsFolder(dataFolder), 'operator');

/** The local operator's secret of a data folder, if a stack has made one there. */
export function readOperator(dataFolder: string): OperatorSecret | undefined {
  const { login, password } = (readJson(fileIn(dataFolder)) ?? {}) as Partial<OperatorSecret>;
  return typeof login === 'string' && typeof password === 'string' ? { login, password } : undefined;
}

/**
 * Sees to it that whoever owns the data folder of a stack may operate it: a person of its own, who signs in like anybody
 * else by a random password that lies in a file of mode 0600, and is a platform operator. The first administrator is left
 * to people. Runs before the services start. The grant comes last, so that a crash before it leaves behind a login that may
 * do nothing and whose password nobody knows; a suspended operator, or one whose grant was ended, is not given it again.
 */
export async function keepOperator(dataFolder: string, parts: OperatorParts): Promise<void> {
  const kept = readOperator(dataFolder);
  const known = kept === undefined ? 'no' : await knows(parts, kept);
  if (known === 'busy') return;
  const person = known === 'no' ? await makeOperator(dataFolder, parts) : known;
  await grantOperator(parts, person);
}

/** The person a secret belongs to; `no` when it opens nothing, as with a database that was made anew. */
async function knows({ signIn, now }: OperatorParts, secret: OperatorSecret): Promise<Person | 'no' | 'busy'> {
  const entered = await signIn.byPassword({ ...secret, from: FROM, now: now() });
  if (!entered.ok) return entered.code === 'rate_limited' ? 'busy' : 'no';
  await signIn.signOut({ token: entered.token, now: now() });
  return entered.passwordChangeDue ? 'no' : entered.person;
}

async function makeOperator(dataFolder: string, { signIn, now }: OperatorParts): Promise<Person> {
  const login = `local-${randomBytes(LOGIN_BYTES).toString('hex')}`;
  const password = randomBytes(PASSWORD_BYTES).toString('hex');
  const first = await signIn.addByPassword({ name: NAME, login, now: now() });
  const entered = await signIn.byPassword({ login, password: first.password, from: FROM, now: now() });
  if (!entered.ok) throw new TypeError(`A fresh login was refused: ${entered.reason}.`);
  const change = { token: entered.token, current: first.password, next: password, from: FROM, now: now() };
  const changed = await signIn.changePassword(change);
  if (!changed.ok) throw new TypeError(`A fresh password was refused: ${changed.reason}.`);
  await signIn.signOut({ token: changed.token, now: now() });
  writePrivately(fileIn(dataFolder), { login, password } satisfies OperatorSecret);
  return first.person;
}

async function grantOperator({ writer }: OperatorParts, person: Person): Promise<void> {
  const catalogue = await writer.mirror();
  const grant: Grant = {
    id: `grt_${person.id}`,
    root: null,
    node: null,
    principal: { kind: 'person', id: person.id },
    effect: 'allow',
    role: 'platform_operator',
    permissions: [],
    expiresAt: null,
  };
  const changes: ChangeRequest[] = [];
  if (catalogue.changedBy('person', person.id) === 0) changes.push({ act: 'create', entity: 'person', value: person });
  if (catalogue.changedBy('grant', grant.id) === 0) changes.push({ act: 'create', entity: 'grant', value: grant });
  if (changes.length > 0) await writer.commit({ actor: 'system', reason: 'Local operator of a stack.', changes });
}
