/** What a shell is told. `mismatch`: the command did its work and found that things do not agree. */
export const EXIT = { ok: 0, failure: 1, usage: 2, mismatch: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
