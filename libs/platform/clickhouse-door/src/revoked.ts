import { EngineError } from './engine-error.ts';
import type { RunningRequests } from './running.ts';
import type { UsersFile } from './users.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Stops what runs for an analyst who was taken out of the users file, or has another password since. New requests are
 * refused by the file itself. Gives a function that ends the watch.
 */
export function stopRevoked(running: RunningRequests, users: UsersFile): () => void {
  const timer = setInterval(() => {
    const analysts = running.list().filter(({ user }) => user.role === 'analyst');
    if (analysts.length === 0) return;
    const now = users.users();
    for (const { user, stop } of analysts) {
      if (now.get(user.name)?.passwordSha256 === user.passwordSha256) continue;
      stop.abort(new EngineError(516, 'AUTHENTICATION_FAILED', `${user.name}: This analyst has been ended.`));
    }
  }, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
