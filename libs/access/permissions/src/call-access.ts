import { type ApiKey, type Catalogue, type CatalogueView, grantKey } from '@suanpan/catalogue';
import { decideCall } from './decide-call.ts';

/** Older states of the catalogue that are remembered; reports of late calls come from few of them. */
const VIEWS_MAX = 64;
/** Answers that are remembered of the newest revision, over all keys. */
const ANSWERS_MAX = 100_000;

/** An answer for calls made from one moment on, up to but not at another. */
interface Answer {
  readonly from: number;
  readonly until: number;
  readonly refusal: string | undefined;
}

/** By project. */
type Answers = Map<string, Answer>;

/** What stays the same for the events of a request. */
interface Request {
  readonly key: ApiKey;
  readonly view: CatalogueView;
  readonly now: number;
  /** Answers for calls made before the newest revision; they hold as of this `now` alone. */
  readonly late: Map<string, string | undefined>;
}

/**
 * Whether keys may report calls of projects, by `decideCall`. Calls made since the newest revision, which are nearly all, are
 * answered from memory: the answer changes with a revision or when a grant of the account ends, and not in between.
 */
export class CallAccess {
  readonly #catalogue: Catalogue;
  readonly #graceMs: number;
  readonly #views = new Map<number, CatalogueView>();
  readonly #byKey = new Map<string, Answers>();
  #revision = -1;
  #answers = 0;

  constructor(catalogue: Catalogue, graceMs: number) {
    this.#catalogue = catalogue;
    this.#graceMs = graceMs;
  }

  /**
   * The question of one request: its key, the newest catalogue, and when the request was received. Asked for a project and when
   * a call of it was made, both as the sender says, it answers why the call is refused, or `undefined`. Times are epoch milliseconds.
   */
  of(key: ApiKey, view: CatalogueView, now: number): (project: string, time: number) => string | undefined {
    const answers = this.#answersOf(key, view);
    const request: Request = { key, view, now, late: new Map() };
    return (project, called) => {
      // A sender's clock may be a little ahead; what is to come is judged as of now.
      const time = Math.min(called, now);
      const known = answers.get(project);
      if (known !== undefined && time >= known.from && now < known.until) return known.refusal;
      const madeAt = this.#catalogue.madeAt(view.revision);
      return time < madeAt ? this.#late(project, time, request) : this.#fresh(project, time, request, answers);
    };
  }

  #fresh(project: string, time: number, request: Request, answers: Answers): string | undefined {
    const refusal = this.#refusal(project, time, request);
    if (this.#answers >= ANSWERS_MAX) return refusal;
    const { from, until } = stretchOf(request, this.#catalogue.madeAt(request.view.revision), time);
    if (!answers.has(project)) this.#answers += 1;
    answers.set(project, { from, until, refusal });
    return refusal;
  }

  #late(project: string, time: number, request: Request): string | undefined {
    const revision = this.#catalogue.revisionAt(time);
    const view = this.#viewOf(revision, request.view);
    if (hasEnd(view, request.key)) return this.#refusal(project, time, request);
    const name = `${revision} ${time >= request.now - this.#graceMs} ${project}`;
    if (!request.late.has(name)) request.late.set(name, this.#refusal(project, time, request));
    return request.late.get(name);
  }

  #refusal(project: string, time: number, { key, view, now }: Request): string | undefined {
    const viewAt = (moment: number) => this.#viewOf(this.#catalogue.revisionAt(moment), view);
    const decision = decideCall({ key, project, time, now, graceMs: this.#graceMs, view, viewAt });
    return decision.allowed ? undefined : decision.detail;
  }

  #answersOf({ id }: ApiKey, { revision }: CatalogueView): Answers {
    if (revision !== this.#revision) {
      this.#byKey.clear();
      this.#answers = 0;
      this.#revision = revision;
    }
    const known = this.#byKey.get(id);
    if (known !== undefined) return known;
    const answers: Answers = new Map();
    this.#byKey.set(id, answers);
    return answers;
  }

  #viewOf(revision: number, newest: CatalogueView): CatalogueView {
    if (revision >= newest.revision) return newest;
    const known = this.#views.get(revision);
    if (known !== undefined) return known;
    const view = this.#catalogue.asOf(revision);
    const [oldest] = this.#views.keys();
    if (this.#views.size >= VIEWS_MAX && oldest !== undefined) this.#views.delete(oldest);
    this.#views.set(revision, view);
    return view;
  }
}

const grantsOf = (view: CatalogueView, { account }: ApiKey) => view.under('grant', grantKey('account', account));

function hasEnd(view: CatalogueView, key: ApiKey): boolean {
  return grantsOf(view, key).some(({ expiresAt }) => expiresAt !== null);
}

/** The stretch around a moment, since the newest revision was made, in which no grant of the account ends. */
function stretchOf({ view, key }: Request, madeAt: number, moment: number): Pick<Answer, 'from' | 'until'> {
  let [from, until] = [madeAt, Number.POSITIVE_INFINITY];
  for (const { expiresAt } of grantsOf(view, key)) {
    if (expiresAt === null) continue;
    if (expiresAt > moment) until = Math.min(until, expiresAt);
    else from = Math.max(from, expiresAt);
  }
  return { from, until };
}
