import { z } from 'zod';

/** What every error is answered with. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; what programs go by.'),
    detail: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .describe('Where the request is wrong: JSON pointers into the body, or /query, /path, /headers.'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });
