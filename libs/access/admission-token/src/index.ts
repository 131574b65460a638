export type { AdmissionGrant } from './admission-grant.ts';
export { type AdmissionKey, createAdmissionKeys } from './admission-key.ts';
export {
  type AdmissionReading,
  type AdmissionRefusal,
  type AdmissionUse,
  createAdmissionReader,
  readAdmission,
} from './read-admission.ts';
export { type SignedAdmission, signAdmission } from './sign-admission.ts';
export { TOKEN_CHARS_MAX } from './token-text.ts';
