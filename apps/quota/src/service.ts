import { type ConsumerService, RATED_FOLD } from '@suanpan/log-consumer';

/** Follows what was spent. It decides nothing yet, so it keeps its position alone. */
export const SERVICE: ConsumerService = {
  name: 'quota',
  port: 8084,
  folds: [RATED_FOLD],
  apply: async () => ({ puts: [] }),
};
