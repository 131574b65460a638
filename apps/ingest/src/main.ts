import { newServiceLog, runService, shownConfig } from '@suanpan/service-runtime';
import { ingestService } from './ingest-service.ts';
import { INGEST_CONFIG, type IngestSettings, readSettings } from './settings.ts';

const log = newServiceLog('ingest', process.env);

function settingsOrExit(): IngestSettings {
  try {
    return readSettings(process.env);
  } catch (error) {
    log.fatal({ err: error }, 'ingest is not set up');
    process.exit(1);
  }
}

const settings = settingsOrExit();
log.info(shownConfig(process.env, INGEST_CONFIG), 'settings in force');
await runService({ ...ingestService(settings), log });
