export { parseProviderExport } from './parse-provider-export.ts';
export type { ExportedCost, ExportedUsage, ExportProvider, ProviderExport } from './provider-export.ts';
