import { newServiceLog, runService, shownConfig } from '@suanpan/service-runtime';
import { adminService } from './admin-service.ts';
import { ADMIN_CONFIG, type AdminSettings, readSettings } from './settings.ts';

const log = newServiceLog('admin', process.env);

function settingsOrExit(): AdminSettings {
  try {
    return readSettings(process.env);
  } catch (error) {
    log.fatal({ err: error }, 'admin is not set up');
    process.exit(1);
  }
}

const settings = settingsOrExit();
log.info(shownConfig(process.env, ADMIN_CONFIG), 'settings in force');
try {
  await runService({ ...(await adminService(settings, log)), log });
} catch (error) {
  log.fatal({ err: error }, 'admin could not start');
  process.exit(1);
}
