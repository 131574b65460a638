import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the compiled program of the door, to be started with Node in a process of its own. Under tests,
 * which run on sources, it is the same compiled file, so the project must have been built.
 */
export const doorEntry: string = fileURLToPath(new URL('../dist/main.js', import.meta.url));
