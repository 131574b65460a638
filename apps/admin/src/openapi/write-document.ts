// Writes the document anew: node apps/admin/dist/openapi/write-document.js
import { writeFileSync } from 'node:fs';
import { OPERATIONS } from '../admin-module.ts';
import { openApiText } from './document.ts';

writeFileSync(new URL('../../openapi.json', import.meta.url), openApiText(OPERATIONS));
