/** Less than a check of health has, so that the reason is ours. */
const ANSWER_WITHIN_MS = 1_500;

/** Why a ClickHouse is not there, as text for operators: one that hangs is told apart from a ledger in doubt. */
export async function whyNoAnswer(url: string): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return ok ? undefined : `ClickHouse answers with status ${status}`;
  } catch {
    // Refused or too late; the sink itself logs what it met.
    return 'ClickHouse does not answer';
  }
}
