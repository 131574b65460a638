export type { FoldPut, FoldStore } from './fold-store.ts';
