import { foldStoreContract } from './fold-store.contract.ts';
import { memoryFoldStore } from './index.ts';

foldStoreContract('in memory', async () => memoryFoldStore());
