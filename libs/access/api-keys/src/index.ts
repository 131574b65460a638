export { type Authentication, authenticate, type Scope } from './authenticate.ts';
export { type KeyKind, keyDisplay, keyHash, mintKey, parseKey } from './key-text.ts';
