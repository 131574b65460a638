import { Controller, Inject } from '@nestjs/common';
import type { EntityKind } from '@suanpan/catalogue';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import { z } from 'zod';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import type { Cursors } from '../frame/cursor.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readPage } from '../frame/page.ts';
import { CURSORS, WRITER } from '../frame/parts.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';
import { SHAPES } from '../shapes/every-kind.ts';
import { listRevisions, readHistory, readRevision } from './revision-operations.ts';

@Controller()
export class RevisionRoutes {
  constructor(
    @Inject(WRITER) private readonly writer: CatalogueWriter,
    @Inject(CURSORS) private readonly cursors: Cursors,
  ) {}

  @Serves(listRevisions)
  async list({ query }: Call<typeof listRevisions>) {
    const page = await readPage(this.cursors, {
      list: listRevisions.id,
      filters: null,
      limit: query.limit ?? LIMIT_FALLBACK,
      cursor: query.cursor,
      read: (after, count) => this.writer.revisions(count, after === undefined ? undefined : Number(after)),
      keyOf: ({ revision }) => String(revision),
      keep: () => true,
    });
    return answerOf(listRevisions, page);
  }

  @Serves(readRevision)
  async read({ params }: Call<typeof readRevision>) {
    const sealed = await this.writer.revision(params.revision);
    if (sealed === undefined) throw new Fault('entity_unknown', `revision ${params.revision} does not exist.`);
    const { revision, at, actor, reason, prev, changes } = sealed.revision;
    const shown = changes.map(({ entity, id, before, after }) => ({
      kind: entity,
      id,
      before: shownEntity(entity, before),
      after: shownEntity(entity, after),
    }));
    return answerOf(readRevision, { revision, at, actor, reason, hash: sealed.hash, prev, changes: shown });
  }

  @Serves(readHistory)
  async history({ params, query }: Call<typeof readHistory>) {
    const { kind } = params;
    const page = await readPage(this.cursors, {
      list: readHistory.id,
      filters: { kind, id: query.id },
      limit: query.limit ?? LIMIT_FALLBACK,
      cursor: query.cursor,
      read: (after, limit) =>
        this.writer.history(kind, query.id, { limit, ...(after === undefined ? {} : { before: Number(after) }) }),
      keyOf: ({ revision }) => String(revision),
      keep: () => true,
    });
    const items = page.items.map(({ before, after, ...step }) => ({
      ...step,
      before: shownEntity(kind, before),
      after: shownEntity(kind, after),
    }));
    return answerOf(readHistory, { ...page, items });
  }
}

/** An entity as the API shows it elsewhere. */
function shownEntity(kind: EntityKind, entity: object | null): Record<string, unknown> | null {
  if (entity === null) return null;
  const { hash: _, ...shown } = entity as { readonly hash?: string };
  return z.encode(SHAPES[kind] as z.ZodType, kind === 'key' ? shown : entity) as Record<string, unknown>;
}
