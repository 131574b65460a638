export { type ContentMode, contentModeOf, type HeaderValues } from './content-mode.ts';
export type { DroppedCounts } from './dropped.ts';
export { EVENT_TYPE } from './envelope.ts';
export { type IntakeRequest, type IntakeResult, type IntakeRules, intake } from './intake.ts';
export { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts';
export { createMask, type Mask, type MaskedKind } from './mask.ts';
export type { Problem, Rejection } from './rejection.ts';
export type { IntakeKey } from './resolve-project.ts';
export { DATA_FIELDS } from './usage-fields.ts';
