import type { GrantedAdmission } from '@suanpan/facts';
import type { FieldReader } from './field-reader.ts';

/** The call an admission token is held against: it grants nothing to another one. */
export interface AdmissionUse {
  readonly root: string;
  readonly project: string;
  /** When the call finished, epoch milliseconds. */
  readonly time: number;
  /** The model that was asked for, and the one that answered if it is known, as they were sent. */
  readonly models: readonly string[];
}

/** What a token grants, or why it grants nothing; the reason may be shown to the sender. */
export type AdmissionReading =
  | { readonly ok: true; readonly admission: GrantedAdmission }
  | { readonly ok: false; readonly detail: string };

/** Verifies a token. Pure: the same token and use give the same answer, so that a retry is the same event. */
export type AdmissionReader = (token: string, use: AdmissionUse) => AdmissionReading;

/** Reads the token an event carries. One that is not valid refuses the event: billing it without would be a guess. */
export function readGranted(
  token: string,
  use: AdmissionUse,
  readAdmission: AdmissionReader,
  reader: FieldReader,
): GrantedAdmission | undefined {
  const reading = readAdmission(token, use);
  return reading.ok ? reading.admission : reader.refuse('/data/admission', reading.detail, 'admission_invalid');
}
