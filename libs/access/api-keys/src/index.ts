export { type Authentication, authenticate, type Scope } from './authenticate.ts';
export { type KeyKind, keyDisplay, keyHash, mintKey, parseKey } from './key-text.ts';
export { type IpAddress, isInNetwork, type Network, parseAddress, parseNetwork } from './network.ts';
export { type KeyToIssue, planRotation, type RotationPlan } from './plan-rotation.ts';
