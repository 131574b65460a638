import type { Grant, Person } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { inTransaction } from '@suanpan/postgres';
import type { DataSource } from 'typeorm';
import { askTables } from './ask-tables.ts';
import { hashPassword } from './password-hash.ts';
import { newPassword } from './secret-text.ts';
import type { Bootstrap, FirstPassword, SignInMeans } from './sign-in.ts';
import { endStored } from './stored-sessions.ts';
import { type PersonRow, personTable } from './tables.ts';

const LOGIN = /^[^\s\p{C}]{1,100}$/u;
const EMAIL = /^[^\s\p{C}@]{1,200}@[^\s\p{C}@]{1,200}$/u;
const UNIQUE_VIOLATION = '23505';

/** Everything about a fresh person but who they are. */
const FRESH = {
  login: null,
  email: null,
  issuer: null,
  subject: null,
  passwordHash: null,
  passwordChangeDue: false,
  bootstrap: false,
};

/** A login or e-mail address as it is compared. */
export function comparable(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** The public part of a person, as the catalogue keeps it. */
export function personOf({ id, name }: Pick<PersonRow, 'id' | 'name'>): Person {
  return { id, name, status: 'active' };
}

/** A row for somebody new. */
export function freshPerson(changes: Partial<PersonRow> & Pick<PersonRow, 'name' | 'createdAt'>): PersonRow {
  return { ...FRESH, id: newId('per'), ...changes };
}

/** Makes the first administrator if there is none yet; two that do so at once make one. */
export async function bootstrap(source: DataSource, loginText: string, now: number): Promise<Bootstrap> {
  const before = await askTables(source, (tables) => tables.findOneBy(personTable, { bootstrap: true }));
  if (before !== null) return bootstrapOf(before);
  const login = checkedLogin(loginText);
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const first = { passwordHash, passwordChangeDue: true, bootstrap: true };
  const row = freshPerson({ name: loginText.trim(), login, ...first, createdAt: now });
  await askTables(source, (tables) =>
    tables.createQueryBuilder().insert().into(personTable).values(row).orIgnore().execute(),
  );
  const stored = await askTables(source, (tables) => tables.findOneBy(personTable, { bootstrap: true }));
  if (stored === null) throw new Fault('entity_exists', `The login ${login} is taken.`);
  const made = bootstrapOf(stored);
  return stored.id === row.id ? { ...made, created: { person: made.person, login, password } } : made;
}

function bootstrapOf(row: PersonRow): Bootstrap {
  const grant: Grant = {
    id: 'grt_bootstrap',
    root: null,
    node: null,
    principal: { kind: 'person', id: row.id },
    effect: 'allow',
    role: 'platform_operator',
    permissions: [],
    expiresAt: null,
  };
  return { person: personOf(row), grant };
}

/** Adds somebody who signs in by a password. */
export async function addByPassword(
  source: DataSource,
  request: { readonly name: string; readonly login: string; readonly now: number },
): Promise<FirstPassword> {
  const login = checkedLogin(request.login);
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const row = freshPerson({
    name: request.name,
    login,
    passwordHash,
    passwordChangeDue: true,
    createdAt: request.now,
  });
  await insert(source, row, `The login ${login} is taken.`);
  return { person: personOf(row), login, password };
}

/** Adds somebody whom the provider may bring. */
export async function invite(
  source: DataSource,
  request: { readonly name: string; readonly email: string; readonly now: number },
): Promise<Person> {
  const email = comparable(request.email);
  if (!EMAIL.test(email)) throw new Fault('entity_invalid', 'This is not an e-mail address.');
  const row = freshPerson({ name: request.name, email, createdAt: request.now });
  await insert(source, row, `${email} has been invited before.`);
  return personOf(row);
}

/** Replaces a password by one that must be changed, and ends the sessions begun by the old one. */
export async function renewPassword(source: DataSource, person: string, now: number): Promise<FirstPassword> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  return inTransaction(source, 'READ COMMITTED', async (tables) => {
    const row = await tables.findOne(personTable, { where: { id: person }, lock: { mode: 'pessimistic_write' } });
    if (row?.login === null || row === null) throw new Fault('entity_unknown', 'Nobody with a login has this id.');
    await tables.update(personTable, { id: person }, { passwordHash, passwordChangeDue: true });
    await endStored(tables, { person }, now);
    return { person: personOf(row), login: row.login, password };
  });
}

/** How a person signs in. */
export async function meansOf(source: DataSource, person: string): Promise<SignInMeans | undefined> {
  const row = await askTables(source, (tables) => tables.findOneBy(personTable, { id: person }));
  if (row === null) return undefined;
  const { id, name, login, email, subject, passwordChangeDue } = row;
  return { person: id, name, login, email, bound: subject !== null, passwordChangeDue };
}

function checkedLogin(text: string): string {
  const login = comparable(text);
  if (!LOGIN.test(login)) throw new Fault('entity_invalid', 'A login has 1 to 100 characters and no spaces.');
  return login;
}

async function insert(source: DataSource, row: PersonRow, taken: string): Promise<void> {
  try {
    await askTables(source, (tables) => tables.insert(personTable, row));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) {
      throw new Fault('entity_exists', taken, { cause: error });
    }
    throw error;
  }
}
