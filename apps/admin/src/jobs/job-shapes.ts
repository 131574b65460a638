import { z } from 'zod';
import { Id, Instant } from '../shapes/basics.ts';
import { JobResult } from './job-results.ts';

export const Job = z
  .strictObject({
    id: Id,
    kind: z.enum(['price-again', 'what-if', 'best-commitment']),
    root: Id,
    account: Id,
    actor: z.string(),
    reason: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    share: z.number().min(0).max(1).describe('How much of it is done.'),
    result: JobResult.exactOptional().describe('Once it is done.'),
    error: z.strictObject({ code: z.string(), detail: z.string() }).exactOptional(),
    createdAt: Instant,
    changedAt: Instant,
  })
  .meta({ id: 'Job', description: 'Work that takes longer than a request. A crash delays it and loses nothing.' });
