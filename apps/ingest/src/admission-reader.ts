import { createAdmissionReader } from '@suanpan/admission-token';
import { comparableModel } from '@suanpan/price-book';
import type { AdmissionReader } from '@suanpan/usage-intake';

/**
 * Verifies the tokens of every root of a deployment, which quota signs with keys of the same master secret. Models are held
 * against a token in the form quota names them in.
 */
export function admissionReader(masterSecret: Uint8Array): AdmissionReader {
  const read = createAdmissionReader(masterSecret);
  return (token, use) => {
    const reading = read(token, { ...use, models: use.models.map(comparableModel) });
    return reading.ok ? reading : { ok: false, detail: `${reading.detail} (${reading.reason})` };
  };
}
