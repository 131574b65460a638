export { type ConvertedUsage, convertUsage, USAGE_FORMATS, type UsageFormat } from './convert-usage.ts';
export type { TokenUsage } from './converted-usage.ts';
