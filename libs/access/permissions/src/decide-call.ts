import type { ApiKey, CatalogueView } from '@suanpan/catalogue';
import type { AccessDecision } from './access-request.ts';
import { decideAccess } from './decide-access.ts';

/** A call that was made and is reported now. Times are epoch milliseconds. */
export interface CallQuestion {
  /** As it stands now: whether it is revoked, expired or off its network is asked by `authenticate`. */
  readonly key: ApiKey;
  readonly project: string;
  /** When the call was made, by the word of who reports it. */
  readonly time: number;
  readonly now: number;
  /** For how long after the revision that ended a permission calls of before it may still be reported. */
  readonly graceMs: number;
  /** The newest catalogue. */
  readonly view: CatalogueView;
  /** The catalogue as it stood at a moment of the past. */
  readonly viewAt: (time: number) => CatalogueView;
}

/** What did not exist when a call was made: the catalogue of now answers in its stead. */
const NOT_YET: ReadonlySet<string> = new Set(['node_unknown', 'account_unknown']);

/**
 * Decides whether a key may report a call of a project. Asked is whether the call was allowed when it was made: a permission
 * that was ended since does not take away what was called before, but the sender alone says when that was, so for no longer than
 * the grace. What did not exist yet then is judged as of now. Pure.
 */
export function decideCall(question: CallQuestion): AccessDecision {
  const { time, now, graceMs } = question;
  const atNow = decideAt(question, now, question.view);
  const atCall = time >= now ? atNow : decideAt(question, time, question.viewAt(time));
  if (NOT_YET.has(atCall.reason)) return atNow;
  if (!atCall.allowed || atNow.allowed) return atCall;
  const from = now - graceMs;
  // Allowed when it was made and still allowed when the grace began: it ended within the grace.
  return time >= from || decideAt(question, from, question.viewAt(from)).allowed ? atCall : atNow;
}

function decideAt({ key, project }: CallQuestion, moment: number, view: CatalogueView): AccessDecision {
  const node = { kind: 'project', id: project } as const;
  const decision = decideAccess({ view, actor: { kind: 'key', key }, permission: 'api.call', node, now: moment });
  if (!decision.allowed || !isClosed(view, project)) return decision;
  return {
    allowed: false,
    reason: 'account_closed',
    detail: 'The account of the project, or one above it, is closed.',
  };
}

/** Whether the account of a project, or one above it, is closed. The path has been walked before, so it ends. */
function isClosed(view: CatalogueView, project: string): boolean {
  let account = view.account(view.project(project)?.account ?? '');
  while (account !== undefined && account.status !== 'closed') {
    account = account.parent === null ? undefined : view.account(account.parent);
  }
  return account !== undefined;
}
