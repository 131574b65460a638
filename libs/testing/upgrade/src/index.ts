export { type Installation, readInstallation } from './installation.ts';
export { type Restored, restoreInstallation } from './restore-installation.ts';
