export type { EncodedBlock } from './native-block.ts';
export { encodeChunk } from './usage-encoding.ts';
