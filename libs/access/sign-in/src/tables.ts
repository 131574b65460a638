import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm';
import type { StoredSession } from './session.ts';

/** The one schema that holds everything about signing in. */
export const SCHEMA = 'access';

/** Epoch milliseconds: bigint in the table, which the driver hands out as text, and a number here. */
const wholeNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

const text: EntitySchemaColumnOptions = { type: 'text' };
const textOrNull: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const flag: EntitySchemaColumnOptions = { type: 'boolean' };
const instant: EntitySchemaColumnOptions = { type: 'bigint', transformer: wholeNumber };

function id(name: string): EntitySchemaColumnOptions {
  return { type: 'text', primary: true, primaryKeyConstraintName: name };
}

/** How a person signs in. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  /** Lower case; null for somebody who has no password. */
  readonly login: string | null;
  /** Lower case; by it the provider's account is bound once. */
  readonly email: string | null;
  /** The provider's account, once bound. */
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly passwordHash: string | null;
  readonly passwordChangeDue: boolean;
  /** Whether this is the first administrator. */
  readonly bootstrap: boolean;
  readonly createdAt: number;
}

export const personTable = new EntitySchema<PersonRow>({
  name: 'person',
  schema: SCHEMA,
  columns: {
    id: id('person_pk'),
    name: text,
    login: textOrNull,
    email: textOrNull,
    issuer: textOrNull,
    subject: textOrNull,
    passwordHash: { ...textOrNull, name: 'password_hash' },
    passwordChangeDue: { ...flag, name: 'password_change_due' },
    bootstrap: flag,
    createdAt: { ...instant, name: 'created_at' },
  },
  uniques: [
    { name: 'person_login_key', columns: ['login'] },
    { name: 'person_email_key', columns: ['email'] },
    { name: 'person_subject_key', columns: ['issuer', 'subject'] },
  ],
  indices: [{ name: 'person_bootstrap', columns: ['bootstrap'], unique: true, where: 'bootstrap' }],
});

/** A session with the hash of its token. */
export interface SessionRow extends StoredSession {
  readonly tokenHash: string;
}

export const sessionTable = new EntitySchema<SessionRow>({
  name: 'session',
  schema: SCHEMA,
  columns: {
    id: id('session_pk'),
    tokenHash: { ...text, name: 'token_hash' },
    person: text,
    method: text,
    device: text,
    address: text,
    createdAt: { ...instant, name: 'created_at' },
    usedAt: { ...instant, name: 'used_at' },
    expiresAt: { ...instant, name: 'expires_at' },
    endedAt: { ...instant, name: 'ended_at', nullable: true },
  },
  uniques: [{ name: 'session_token_key', columns: ['tokenHash'] }],
  foreignKeys: [
    { name: 'session_person_fk', target: 'person', columnNames: ['person'], referencedColumnNames: ['id'] },
  ],
  indices: [{ name: 'session_person', columns: ['person'] }],
});

/** A sign-in at the provider that was begun. */
export interface FlowRow {
  readonly tokenHash: string;
  readonly returnTo: string;
  readonly expiresAt: number;
}

export const flowTable = new EntitySchema<FlowRow>({
  name: 'flow',
  schema: SCHEMA,
  columns: {
    tokenHash: { ...id('flow_pk'), name: 'token_hash' },
    returnTo: { ...text, name: 'return_to' },
    expiresAt: { ...instant, name: 'expires_at' },
  },
});

/** Tries of one login or address: when all of them will be there again. */
export interface RateRow {
  readonly subject: string;
  readonly fullAt: number;
}

export const rateTable = new EntitySchema<RateRow>({
  name: 'rate',
  schema: SCHEMA,
  columns: { subject: id('rate_pk'), fullAt: { ...instant, name: 'full_at' } },
});

export const TABLES = [personTable, sessionTable, flowTable, rateTable];
