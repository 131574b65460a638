/** One Ctrl-C may arrive twice, from the terminal and from a launcher that hands it on; a person is slower than this. */
const SAME_PRESS_MS = 500;

/**
 * Stops in order at the first SIGINT or SIGTERM, and at once at the second. A parent that opened a channel to us (the
 * launcher does) is watched too: when it is gone, nobody is left to press Ctrl-C. Answers how to stop listening.
 */
export function stopOnSignals(
  stop: () => Promise<void>,
  kill: () => Promise<void>,
  say: (line: string) => void,
): () => void {
  let askedAt: number | undefined;
  const end = (why: string) => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt < SAME_PRESS_MS) return;
      say('stopping at once');
      void kill().finally(() => process.exit(130));
      return;
    }
    askedAt = performance.now();
    say(`${why}: stopping in order (again to stop at once)`);
    stop().catch((error: unknown) => say(`could not stop: ${String(error)}`));
  };
  const onSignal = (signal: NodeJS.Signals) => end(signal);
  const onLoss = () => end('the launcher is gone');
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (process.connected) {
    process.on('disconnect', onLoss);
    process.channel?.unref();
  }
  return () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('disconnect', onLoss);
  };
}
