export { type ConvertedUsage, convertUsage } from './convert-usage.ts';
export type { ProviderUsage } from './converted-usage.ts';
export { USAGE_FORMATS, type UsageFormat } from './formats.ts';
export type { UnreadCounts } from './unread-counts.ts';
