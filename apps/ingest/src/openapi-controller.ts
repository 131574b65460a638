import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Module } from '@nestjs/common';

/** The document of the public API: the file that is checked in is the one that is served. */
export const OPENAPI_TEXT = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');

@Controller('v1')
export class OpenApiController {
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): string {
    return OPENAPI_TEXT;
  }
}

@Module({ controllers: [OpenApiController] })
export class IngestModule {}
