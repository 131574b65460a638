import { readFileSync } from 'node:fs';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../frame/answer.ts';
import { operation } from '../frame/operation.ts';
import { Serves } from '../frame/operation-decorator.ts';

/** The document of the public API: the file that is checked in is the one that is served. */
export const OPENAPI_TEXT = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

export const readOpenApi = operation({
  id: 'readOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  tag: 'Documentation',
  summary: 'This document',
  access: 'public',
  effect: 'read',
  status: 200,
  answer: z.looseObject({ openapi: z.string() }),
  examples: { document: {} },
});

@Controller()
export class OpenApiRoutes {
  @Serves(readOpenApi)
  read(): Answer {
    return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: OPENAPI_TEXT };
  }
}
