/** Calls back once when the process that started this one is gone; the system then gives it another parent. */
export function whenParentIsGone(then: () => void, everyMs = 250): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, everyMs);
  timer.unref();
}
