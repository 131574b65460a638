const LOOK_EVERY_MS = 500;

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Tells once when whoever started this process is gone: the channel to it closes, or the process that
 * `SUANPAN_PARENT_PID` names ends. A process killed with SIGKILL can tell nobody, so it is looked at.
 */
export function watchParent(env: Readonly<Record<string, string | undefined>>, onGone: () => void): void {
  let told = false;
  const tell = () => {
    if (!told) onGone();
    told = true;
  };
  if (process.channel !== undefined && process.channel !== null) {
    process.on('disconnect', tell);
    // The channel alone must not keep the process alive.
    process.channel.unref();
  }
  const pid = Number(env.SUANPAN_PARENT_PID);
  if (!Number.isSafeInteger(pid) || pid <= 0) return;
  // A process whose parent ends is given to another one, which is seen at once and also when the number is used again.
  const wasParent = process.ppid === pid;
  setInterval(() => {
    if (wasParent ? process.ppid !== pid : isGone(pid)) tell();
  }, LOOK_EVERY_MS).unref();
}
