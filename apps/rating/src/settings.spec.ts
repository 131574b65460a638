import { expect, test } from '@jest/globals';
import { readConfig } from '@suanpan/service-runtime';
import { foldFolder, SETTINGS } from './settings.ts';

test('rater and sink keep their fold stores apart unless a folder is named', () => {
  const folderOf = (env: NodeJS.ProcessEnv) =>
    foldFolder(readConfig({ SUANPAN_KAFKA_BROKERS: '127.0.0.1:1', ...env }, SETTINGS));
  expect(folderOf({})).not.toBe(folderOf({ SUANPAN_RATING_ROLE: 'sink' }));
  expect(folderOf({ SUANPAN_FOLD_DATA: '/folds' })).toBe('/folds');
});
