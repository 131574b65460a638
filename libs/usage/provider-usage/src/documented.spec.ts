import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { QUANTITIES } from '@suanpan/facts';
import { USAGE_FORMATS } from './index.ts';

const PAGE = readFileSync(new URL('../../../../docs/converters.md', import.meta.url), 'utf8');

test.each(USAGE_FORMATS)('docs/converters.md says what is read of %s', (format) => {
  expect(PAGE).toContain(`\`${format}\``);
});

test.each(QUANTITIES.filter(({ kind }) => kind !== 'tokens').map(({ field }) => field))(
  'docs/converters.md says where %s is read from',
  (field) => {
    expect(PAGE).toContain(`\`${field}\``);
  },
);
