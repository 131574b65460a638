import { type ConsumerService, RATED_FOLD } from '@suanpan/log-consumer';

/** Follows what was spent, and lets time pass. It has no rules yet, so it keeps its position alone. */
export const SERVICE: ConsumerService = {
  name: 'alerting',
  port: 8085,
  folds: [RATED_FOLD],
  apply: async () => ({ puts: [] }),
  timer: { everyMs: 10_000, decide: async () => ({ puts: [] }) },
};
