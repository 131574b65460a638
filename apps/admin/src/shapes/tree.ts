import { BUDGET_CLASSES } from '@suanpan/catalogue';
import { z } from 'zod';
import { Amount, Currency, Id, Instant, Name, plainText, Shard } from './basics.ts';

export const Root = z
  .strictObject({
    id: Id,
    name: Name,
    shard: Shard.describe('Given at creation, never changed.'),
    zone: z.string().describe('IANA time zone of its statements, e.g. `Asia/Shanghai`.'),
  })
  .meta({ id: 'Root', description: 'Tenant, billing account, key of the shard and owner of the time zone.' });

export const Budget = z
  .strictObject({
    amount: Amount,
    currency: Currency,
    period: z.literal('month'),
    thresholdPercents: z
      .array(z.int().min(1).max(1_000))
      .max(20)
      .describe('Percents of the amount at which somebody is told, ascending.'),
    hard: z.boolean().describe('Whether spending stops at the amount, or is only reported.'),
  })
  .meta({ id: 'Budget', description: 'Money a node may spend in a period.' });

export const CallQuota = z
  .strictObject({ calls: z.int().min(0), period: z.enum(['day', 'month']) })
  .meta({ id: 'CallQuota', description: 'Calls a node may make in a period.' });

export const Account = z
  .strictObject({
    id: Id,
    root: Id,
    parent: Id.nullable().describe('Null for the account of a root alone.'),
    kind: z.enum(['root', 'department', 'service']),
    name: Name,
    budget: Budget.exactOptional(),
    callQuota: CallQuota.exactOptional(),
    status: z.literal('closed').exactOptional().describe('Absent while the account is in use.'),
  })
  .meta({ id: 'Account', description: 'A node of the tree: the root itself, a department, or a service account.' });

export const AllowedModel = z
  .strictObject({
    model: plainText(200).describe('A model name, or a prefix that ends in `*`.'),
    tier: plainText(200).describe('What the project knows it by, such as `basic` or `pro`.'),
    versions: z.array(plainText(200)).min(1).exactOptional().describe('Absent for any.'),
  })
  .meta({ id: 'AllowedModel' });

const Tags = z
  .record(plainText(64), plainText(200))
  .refine((tags) => Object.keys(tags).length <= 50, { message: 'at most 50 tags' })
  .meta({ id: 'Tags', description: 'At most 50.' });

/** What of a project can be set; all of it optional. */
export const ProjectSettings = {
  models: z.array(AllowedModel).exactOptional().describe('Models it may call; absent for any.'),
  concurrencyMax: z.int().min(0).exactOptional().describe('Calls in flight at once.'),
  qpsMax: z.number().min(0).exactOptional().describe('Calls a second, also below one.'),
  budget: Budget.exactOptional(),
  budgetClass: z.enum(BUDGET_CLASSES).exactOptional(),
  defaultPriority: plainText(200).exactOptional().describe('The priority of calls that no admission gave another.'),
  tags: Tags.exactOptional(),
};

export const Project = z
  .strictObject({
    id: Id,
    root: Id,
    account: Id,
    name: Name,
    ...ProjectSettings,
    status: z.literal('archived').exactOptional().describe('Absent while the project is in use.'),
  })
  .meta({ id: 'Project', description: 'What usage is booked on. It belongs to an account and never changes root.' });

export const Scopes = z
  .array(z.enum(['ingest', 'read', 'admin']))
  .min(1)
  .max(3)
  .meta({ id: 'Scopes', description: '`ingest` calls, `read` sees, `admin` does everything but call.' });

export const Networks = z
  .array(z.string().min(3).max(50))
  .min(1)
  .max(100)
  .meta({ id: 'Networks', description: 'CIDR blocks it may be used from, e.g. `10.0.0.0/8`, `2001:db8::/32`.' });

/** The public part of a key, without its hash: who holds the hash could look for the key. */
export const Key = z
  .strictObject({
    id: Id,
    root: Id,
    account: Id,
    project: Id.nullable().describe('The project it is bound to.'),
    display: z.string().describe('First characters, for people to recognise it.'),
    scopes: Scopes,
    status: z.enum(['active', 'revoked']),
    expiresAt: Instant.nullable(),
    networks: Networks.exactOptional(),
    replaces: Id.exactOptional().describe('The key it was rotated from; both are good until the end of the old one.'),
  })
  .meta({ id: 'Key', description: 'The public part of an API key.' });
