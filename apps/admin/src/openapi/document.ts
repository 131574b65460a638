import { FAULTS, type FaultCode } from '@suanpan/fault';
import { z } from 'zod';
import type { Example, Operation } from '../frame/operation.ts';
import '../shapes/problem.ts';

type Json = Record<string, unknown>;

const PARAMETER_ID = /\{(\w+)\}/g;
const ANY_KNOWN: readonly FaultCode[] = ['overloaded', 'unavailable', 'internal'];
const ANY_CALLER: readonly FaultCode[] = ['credential_missing', 'credential_unknown', 'session_ended'];
const ANY_CHANGE: readonly FaultCode[] = ['idempotency_key_missing', 'idempotency_key_reused', 'idempotency_key_busy'];

/** The OpenAPI 3.1 document of some operations: what is checked in, served, and what clients are generated from. */
export function openApiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = describe(operation);
    paths[operation.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Suanpan admin',
      version: '1.0.0',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Who pays, and how: accounts, projects, keys, roles, prices, plans and statements. Every change needs an `Idempotency-Key`, a `reason`, and where it changes something that exists, `If-Match` with the ETag it was read at; it becomes a revision that every service follows. Errors are problem documents (RFC 9457) with a stable `code`. What the caller may not see does not exist for the caller.',
    },
    servers: [{ url: 'http://127.0.0.1:8083' }],
    security: [{ session: [] }, { apiKey: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'suanpan_session', description: 'A person who has signed in.' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key with the scope `admin`, or `read` to look.',
        },
      },
      schemas: componentSchemas(JSON.stringify(paths)),
    },
  };
}

function describe(operation: Operation): Json {
  const { id, tag, summary, details, access, effect, body, status, answer, examples = {}, alsoAs = [] } = operation;
  const first = Object.values(examples)[0];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(details === undefined ? {} : { description: details }),
    ...(access === 'public' ? { security: [] } : {}),
    'x-permission': permissionText(access),
    parameters: parametersOf(operation, first),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(body, bodyExamples(examples)) } }),
    responses: {
      [status]: {
        description: 'Done.',
        ...(effect === 'read' || effect === 'session' ? {} : { headers: { 'Idempotent-Replayed': replayedHeader() } }),
        content: {
          ...jsonContent(answer),
          ...Object.fromEntries(alsoAs.map((type) => [type, { schema: { type: 'string' } }])),
        },
      },
      ...problemsOf(operation),
    },
  };
}

function propertiesOf(shape: z.ZodType): object {
  return (inlineSchema(shape) as { properties?: object }).properties ?? {};
}

function permissionText(access: Operation['access']): string {
  if (typeof access === 'string') return access;
  return 'needs' in access ? access.needs : `${access.each} (for each item)`;
}

function parametersOf({ path, query, effect, access }: Operation, example: Example | undefined): Json[] {
  const inPath = [...path.matchAll(PARAMETER_ID)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(example?.params?.[name] === undefined ? {} : { example: example.params[name] }),
  }));
  const { properties = {}, required = [] } = (query === undefined ? {} : inlineSchema(query)) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema,
    ...(example?.query?.[name] === undefined ? {} : { example: example.query[name] }),
  }));
  const headers: Json[] = [];
  if (effect === 'new' || effect === 'change') headers.push(idempotencyHeader());
  if (effect === 'change') headers.push(versionHeader());
  if (access !== 'public' && effect !== 'read') headers.push(sameSiteHeader());
  return [...inPath, ...inQuery, ...headers];
}

function idempotencyHeader(): Json {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'New for each change; the same again for 24 hours gives the same answer and changes nothing more.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  };
}

function versionHeader(): Json {
  return {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the state that was read.',
    schema: { type: 'string' },
  };
}

function sameSiteHeader(): Json {
  return {
    name: 'X-Suanpan-Request',
    in: 'header',
    description: 'Any value. Needed with a session cookie where the browser sends neither Origin nor Sec-Fetch-Site.',
    schema: { type: 'string' },
  };
}

function replayedHeader(): Json {
  return { description: '`true` where the request had been carried out before.', schema: { type: 'string' } };
}

function problemsOf({ access, effect, faults = [], body, query, params }: Operation): Record<string, Json> {
  const codes = new Set<FaultCode>([...ANY_KNOWN, ...faults]);
  if (access !== 'public') for (const code of ANY_CALLER) codes.add(code);
  if (typeof access === 'object') {
    codes.add('permission_denied');
    if ('needs' in access) codes.add('entity_unknown');
  }
  if (body !== undefined || query !== undefined || params !== undefined) codes.add('request_invalid');
  if (query !== undefined && 'cursor' in propertiesOf(query)) codes.add('cursor_invalid');
  if (body !== undefined) codes.add('request_malformed');
  if (effect === 'new' || effect === 'change') for (const code of ANY_CHANGE) codes.add(code);
  if (effect === 'change') codes.add('version_missing').add('version_conflict');
  const byStatus = new Map<number, FaultCode[]>();
  for (const code of [...codes].sort()) {
    const { status } = FAULTS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, named]) => [
      status,
      {
        description: named.map((code) => `\`${code}\`: ${FAULTS[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: refOf('Problem') } } },
      },
    ]),
  );
}

function bodyExamples(examples: Readonly<Record<string, Example>>): Json {
  const named = Object.entries(examples).filter(([, { body }]) => body !== undefined);
  return named.length === 0
    ? {}
    : { examples: Object.fromEntries(named.map(([name, { body }]) => [name, { value: body }])) };
}

function jsonContent(schema: z.ZodType, more: Json = {}): Json {
  return { 'application/json': { schema: inlineSchema(schema), ...more } };
}

function refOf(id: string): string {
  return `#/components/schemas/${id}`;
}

/** A schema where it is used: a reference if it has a name, with references for the named ones in it. */
function inlineSchema(schema: z.ZodType): Json {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { $ref: refOf(id) };
  const { $schema: _, $defs: __, ...written } = z.toJSONSchema(schema, { io: 'input' }) as Json;
  return referred(written) as Json;
}

/** References to definitions of the schema itself become references to the components. */
function referred(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referred);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      name === '$ref' && typeof part === 'string' ? part.replace('#/$defs/', refOf('')) : referred(part),
    ]),
  );
}

/** The named schemas that a text refers to, and those these refer to in turn. */
function componentSchemas(referring: string): Record<string, Json> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: refOf, io: 'input' }) as {
    schemas: Record<string, Json>;
  };
  const reached = new Map<string, Json>();
  const follow = (text: string) => {
    for (const [, id = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      if (reached.has(id)) continue;
      const { $schema: _, $id: __, ...schema } = schemas[id] ?? {};
      reached.set(id, schema);
      follow(JSON.stringify(schema));
    }
  };
  follow(referring);
  return Object.fromEntries([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The document as it is checked in. */
export function openApiText(operations: readonly Operation[]): string {
  return `${JSON.stringify(openApiDocument(operations), null, 2)}\n`;
}
