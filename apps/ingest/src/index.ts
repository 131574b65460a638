export { ingestService } from './ingest-service.ts';
export { INGEST_CONFIG, type IngestSettings, readSettings } from './settings.ts';
