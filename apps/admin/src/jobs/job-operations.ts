import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Named } from '../shapes/basics.ts';
import { Job } from './job-shapes.ts';

export const readJob = operation({
  id: 'readJob',
  method: 'GET',
  path: '/v1/jobs/{job}',
  tag: 'Jobs',
  summary: 'How far a job is, and what came of it',
  details: 'For whoever may ask for such a job at the same account.',
  access: 'signed_in',
  effect: 'read',
  params: z.strictObject({ job: Named }),
  status: 200,
  answer: Job,
  faults: ['entity_unknown'],
  examples: { priceAgain: { params: { job: 'job_check' } } },
});
