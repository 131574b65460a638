import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { OPERATIONS } from '../admin-module.ts';
import { openApiDocument, openApiText } from './document.ts';

const DOCUMENT = openApiDocument(OPERATIONS);

test('the document that is checked in is the one the operations give', () => {
  const text = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');
  // Written anew by: node apps/admin/dist/openapi/write-document.js
  expect(text).toBe(openApiText(OPERATIONS));
});

test('every reference leads somewhere, and every component is used', () => {
  const text = JSON.stringify(DOCUMENT);
  const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id));
  const { schemas } = DOCUMENT.components as { schemas: Record<string, unknown> };
  expect([...references].sort()).toEqual(Object.keys(schemas).sort());
  expect(text).not.toContain('$defs');
});
