export { SERVICE } from './service.ts';
