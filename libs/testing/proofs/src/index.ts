export { type Proof, proofOf } from './proof.ts';
export { type Proved, provePart } from './prove-part.ts';
