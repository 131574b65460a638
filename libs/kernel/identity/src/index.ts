export { contentDigest, eventIdentity } from './event-identity.ts';
export { newId } from './new-id.ts';
