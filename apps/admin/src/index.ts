export { adminService } from './admin-service.ts';
export { type AdminSettings, readSettings } from './settings.ts';
