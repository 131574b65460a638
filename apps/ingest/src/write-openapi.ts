// Writes the quantities of the document anew: node apps/ingest/dist/write-openapi.js
import { readFileSync, writeFileSync } from 'node:fs';
import { withQuantities } from './openapi-quantities.ts';

const file = new URL('../openapi.json', import.meta.url);
writeFileSync(file, withQuantities(readFileSync(file, 'utf8')));
