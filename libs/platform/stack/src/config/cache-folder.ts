import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched jars are kept between runs: SUANPAN_CACHE, or `suanpan` in the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { SUANPAN_CACHE: own, XDG_CACHE_HOME: xdg } = env;
  if (own !== undefined && own !== '') return own;
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'suanpan');
}
