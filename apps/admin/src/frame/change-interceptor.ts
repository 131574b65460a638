import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import { RequestFault, SERVICE_LOG, type ServiceLog } from '@suanpan/service-runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Idempotency } from '../store/idempotency.ts';
import type { Answer } from './answer.ts';
import { type Call, receptionOf } from './call.ts';
import type { Operation } from './operation.ts';
import { IDEMPOTENCY } from './parts.ts';
import { versionOf } from './version.ts';

/** Visible ASCII, as a structured field writes it or bare. */
const KEY = /^"?([\x21\x23-\x5b\x5d-\x7e]{1,255})"?$/;

/** Carries out each change once: claims its Idempotency-Key before the handler, and answers a repeat with what is stored. */
@Injectable()
export class ChangeInterceptor implements NestInterceptor {
  constructor(
    @Inject(IDEMPOTENCY) private readonly idempotency: Idempotency,
    @Inject(SERVICE_LOG) private readonly log: ServiceLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.#answer(context, next));
  }

  async #answer(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { operation, call } = receptionOf(request);
    const changes = 'caller' in call && (operation.effect === 'new' || operation.effect === 'change');
    const answer = changes ? await this.#once(operation, call, next) : await lastValueFrom<Answer>(next.handle());
    reply.headers(answer.headers);
    return answer.body;
  }

  async #once(operation: Operation, call: Call<Operation>, next: CallHandler): Promise<Answer> {
    const reception = receptionOf(call.request);
    const expect = operation.effect === 'change' ? versionOf(call.request.headers['if-match']) : undefined;
    const { params, query, body } = call;
    const asks = JSON.stringify([operation.id, params, query, body, expect]);
    const keyed = { actor: call.caller.label, key: keyOf(call.request.headers['idempotency-key']), asks };
    const claimed = await this.idempotency.claim(keyed);
    if ('answer' in claimed) {
      const { headers, body: stored } = claimed.answer;
      return { headers: { ...headers, 'idempotent-replayed': 'true' }, body: stored };
    }
    const pending = { claim: claimed.claim, expect, finished: false };
    reception.pending = pending;
    try {
      const answer = await lastValueFrom<Answer>(next.handle());
      if (!pending.finished) throw new Fault('internal', 'A change was answered that was not stored.');
      return answer;
    } catch (error) {
      // A claim whose change was committed after all is not released: only one without an answer is.
      await this.idempotency.release(claimed.claim).catch((more) => {
        this.log.warn(
          { err: more, operation: operation.id },
          'an Idempotency-Key could not be released; it frees itself',
        );
      });
      throw error;
    }
  }
}

function keyOf(header: string | string[] | undefined): string {
  const key = typeof header === 'string' ? KEY.exec(header.trim())?.[1] : undefined;
  if (key !== undefined) return key;
  const detail = 'Send one Idempotency-Key of 1 to 255 visible characters, new for each change.';
  throw new RequestFault('idempotency_key_missing', detail, {
    flaws: [{ pointer: '/headers/idempotency-key', detail }],
  });
}
