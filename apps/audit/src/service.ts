import { type ConsumerService, RATED_FOLD, REVISION_FOLD } from '@suanpan/log-consumer';

/** Follows what was spent and what was changed, with one position for both. It keeps no facts yet. */
export const SERVICE: ConsumerService = {
  name: 'audit',
  port: 8086,
  folds: [RATED_FOLD, REVISION_FOLD],
  apply: async () => ({ puts: [] }),
};
