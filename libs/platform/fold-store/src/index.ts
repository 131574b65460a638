export type { FoldPut, FoldStore } from './fold-store.ts';
export { discardLevelFoldStore, LEVEL_LIMITS, type LevelLimits, openLevelFoldStore } from './level-fold-store.ts';
export { memoryFoldStore } from './memory-fold-store.ts';
export { storedPosition } from './stored-position.ts';
