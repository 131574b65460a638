import type { ConvertUsage } from '@suanpan/usage-intake';

/** Converts a provider's own usage object. */
export const convertProviderUsage: ConvertUsage = () => ({
  ok: false,
  code: 'usage_format_unknown',
  detail: 'There is no usage format of this name.',
});
