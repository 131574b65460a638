import { monthAfter, periodAt } from '@suanpan/catalogue';
import {
  amendDirective,
  type ChargedTarget,
  closeDirective,
  correctionFee,
  creditDirective,
  priceAgainDirective,
  sealDirective,
  standingOf,
  targetOf,
  voidDirective,
  type Wish,
} from '@suanpan/directives';
import type { BackfillStamp, Directive, Fee, ResultEvent, UsageEvent } from '@suanpan/facts';
import { planFees } from '@suanpan/price-plan';
import { openOutcomes, planPriceAgain } from '@suanpan/rater';
import { formatInstant } from '@suanpan/time';
import { accessPutsOf, askAround } from './access-changes.ts';
import type { Act, FactSpec } from './acts.ts';
import { putsOf } from './catalogue-changes.ts';
import { Chain, type ChainParts } from './chain.ts';
import { BEGINS, type FirstWorld, firstRevision } from './first-world.ts';
import { GrowingCatalogue, type Put } from './growing-catalogue.ts';
import { type SentFact, SHARD } from './sent-record.ts';

const HOUR_MS = 3_600_000;
/** Between one act and the next. */
const STEP_MS = 60_000;

type Of<K extends Act['act']> = Act & { readonly act: K };

/** Backfills by number: two of one source whose ranges meet, one of them for information only, and one of another source. */
const BACKFILLS: readonly BackfillStamp[] = [
  { id: 'first', source: '/old', from: Date.UTC(2026, 8, 1), to: Date.UTC(2026, 9, 5), posting: 'open' },
  { id: 'second', source: '/old', from: Date.UTC(2026, 9, 4), to: Date.UTC(2026, 9, 18), posting: 'none' },
  { id: 'third', source: '/older', from: Date.UTC(2026, 8, 20), to: Date.UTC(2026, 9, 20), posting: 'none' },
];

/** What a history showed beside its log. */
export interface Told {
  asked: number;
  readonly accessDifferences: string[];
}

/** Plays acts on the real chain. The same beginning and acts give the same history. */
export class History {
  readonly catalogue = new GrowingCatalogue();
  readonly chain: Chain;
  readonly told: Told = { asked: 0, accessDifferences: [] };
  #now = BEGINS;
  #calls = 0;
  #made = 0;
  readonly #sent: UsageEvent[] = [];
  readonly #held: Directive[] = [];
  readonly #directives: Directive[] = [];
  readonly #closed = new Map<string, string>();

  constructor(first: FirstWorld, parts: Pick<ChainParts, 'charging' | 'guards' | 'ledger'>) {
    this.catalogue.commit(firstRevision(first), BEGINS);
    this.chain = new Chain({ ...parts, catalogue: this.catalogue, now: () => this.#now });
  }

  async play(acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      this.#now += STEP_MS;
      await this.#act(act);
    }
    await this.chain.finish();
  }

  async #act(act: Act): Promise<void> {
    switch (act.act) {
      case 'send':
        return this.#send(act);
      case 'correct':
        return this.#correct(act);
      case 'release':
        return this.#direct(this.#held.splice(0), false);
      case 'redirect': {
        const again = this.#directives[act.pick % this.#directives.length];
        return again === undefined ? undefined : this.#direct([{ ...again, time: formatInstant(this.#now) }], false);
      }
      case 'scan':
        return this.#scan();
      case 'fees':
        return this.#fees(act);
      case 'fee':
        return this.#fee(act);
      case 'credit':
        return this.#credit(act);
      case 'close':
        return this.#close(act);
      case 'seal': {
        const stamp = BACKFILLS[act.backfill % BACKFILLS.length];
        return stamp === undefined ? undefined : this.#direct([sealDirective(this.#wish(act.root), stamp.id)], false);
      }
      case 'change':
        for (const change of act.changes) this.#commit(putsOf(change, this.catalogue, this.#now));
        return;
      case 'access':
        return this.#commit(accessPutsOf(act.change, this.catalogue));
      case 'wait':
        this.#now += act.hours * HOUR_MS;
        return;
      case 'rate':
        await this.chain.rate(act.rater, act.records, act.fate);
        return;
      case 'crash':
        return this.chain.crash(act.rater, act.loses);
      case 'sink':
        await this.chain.sink(act.fate);
    }
  }

  #commit(puts: readonly Put[]): void {
    if (puts.length === 0) return;
    this.catalogue.commit(puts, this.#now);
    const { asked, differences } = askAround(this.catalogue, puts);
    this.told.asked += asked;
    this.told.accessDifferences.push(...differences);
  }

  #wish(root: string): Wish {
    return { root, actor: 'chance', reason: 'chance', now: this.#now };
  }

  async #send({ root, facts, behind, backfill, twice, astray }: Of<'send'>): Promise<void> {
    const stamp = backfill === null ? undefined : BACKFILLS[backfill % BACKFILLS.length];
    const lines = facts.flatMap((fact) => this.#factOf(fact, root, stamp) ?? []);
    if (lines.length === 0) return;
    const sent = {
      kind: 'events' as const,
      root: astray ? 'z' : root,
      shard: SHARD,
      revision: Math.max(1, this.catalogue.revision - behind),
      receivedAt: this.#now,
      ...(stamp === undefined ? {} : { backfill: stamp }),
      facts: astray ? lines.map((line) => (line === 'nonsense' ? line : { ...line, root: 'z' })) : lines,
    };
    await this.chain.send(sent);
    if (twice) await this.chain.send({ ...sent, receivedAt: this.#now + 1 });
  }

  /** The fact as a sender would tell it; `undefined` where there is nothing to repeat, or it is another root's. */
  #factOf(spec: FactSpec, root: string, stamp: BackfillStamp | undefined): SentFact | undefined {
    switch (spec.fact) {
      case 'nonsense':
        return 'nonsense';
      case 'call': {
        const at = this.#now - spec.hours * HOUR_MS;
        this.#calls += 1;
        const event = this.#event(spec, root, { id: `c${this.#calls}`, source: '/calls', at });
        if (event !== undefined) this.#sent.push(event);
        return event;
      }
      case 'old': {
        if (stamp === undefined) return undefined;
        const { source, from, to } = stamp;
        const at = from + Math.floor(spec.share * (to - from));
        return this.#event(spec, root, { id: `o${spec.number}`, source, at });
      }
      case 'repeat':
        return this.#repeat(spec, root);
      case 'result':
        return this.#result(spec, root);
    }
  }

  /** Usage is booked on the account that has the project by the newest revision. */
  #event(
    { usage, project: id }: FactSpec & { readonly fact: 'call' | 'old' },
    root: string,
    { id: call, source, at }: { readonly id: string; readonly source: string; readonly at: number },
  ): UsageEvent | undefined {
    const project = this.catalogue.newest.project(id);
    if (project === undefined || project.root !== root) return undefined;
    return {
      time: formatInstant(at),
      account: project.account,
      credential: 'k1',
      id: call,
      source,
      root,
      project: id,
      provider: 'openai',
      requestedModel: 'model-1',
      operation: 'chat',
      inputTokens: 0,
      outputTokens: 0,
      usageQuality: 'reported',
      ...usage,
    };
  }

  #repeat({ pick, how, hours }: FactSpec & { readonly fact: 'repeat' }, root: string): UsageEvent | undefined {
    const own = this.#sent.filter((event) => event.root === root);
    const event = own[pick % own.length];
    if (event === undefined || how === 'same') return event;
    const time = formatInstant(this.#now - hours * HOUR_MS);
    if (how === 'time') return { ...event, time };
    if (how === 'content') return { ...event, inputTokens: event.inputTokens + 1 };
    const account = this.catalogue.newest.project(event.project)?.account ?? event.account;
    return { ...event, account, credential: 'k2' };
  }

  #result(spec: FactSpec & { readonly fact: 'result' }, root: string): ResultEvent | undefined {
    const project = this.catalogue.newest.project(spec.project);
    const number = this.#calls - spec.back;
    if (project === undefined || project.root !== root || number < 1) return undefined;
    this.#made += 1;
    const { accepted, score } = spec;
    return {
      time: formatInstant(this.#now - spec.hours * HOUR_MS),
      account: project.account,
      credential: 'k1',
      id: `result-${this.#made}`,
      source: '/results',
      root,
      project: project.id,
      result: { source: '/calls', id: `c${number}`, accepted, ...(score === null ? {} : { score }) },
    };
  }

  /** A counted call as it stands by what has been rated so far. */
  #targets(picks: readonly number[]): ChargedTarget[] {
    const { outcomes } = this.chain;
    const counted = outcomes.filter(
      ({ outcome, subject }) =>
        (outcome.kind === 'rated' || outcome.kind === 'quarantined') && !('result' in subject) && 'root' in subject,
    );
    return picks.flatMap((pick) => {
      const found = counted[pick % counted.length];
      const standing = found === undefined ? undefined : standingOf(found.outcome.seq, outcomes);
      return standing === undefined || standing.state === 'voided' ? [] : [targetOf(standing)];
    });
  }

  async #correct(act: Of<'correct'>): Promise<void> {
    const [target] = this.#targets([act.pick]);
    if (target === undefined) return;
    const { root } = target.event;
    const made = [this.#correction(act, target)];
    if (act.contested) made.push(voidDirective(this.#wish(root), SHARD, target));
    await this.#direct(made, act.held);
  }

  #correction({ how, pick, more, usage, project, hours }: Of<'correct'>, target: ChargedTarget): Directive {
    const { root } = target.event;
    const wish = this.#wish(root);
    if (how === 'void') return voidDirective(wish, SHARD, target);
    if (how === 'again') {
      const all = this.#targets([pick, ...more]).filter(({ event }) => event.root === root);
      return priceAgainDirective(wish, this.catalogue.revision, all);
    }
    const { requestedModel = '', provider = '', inputTokens = 0, outputTokens = 0, ...rest } = usage;
    const moved = project === null ? undefined : this.catalogue.newest.project(project);
    const place = moved?.root === root ? { project: moved.id, account: moved.account } : {};
    const time = hours === null ? {} : { time: formatInstant(this.#now - hours * HOUR_MS) };
    const { time: at, account, credential, id, source } = target.event;
    const { project: ofProject, operation, usageQuality } = target.event;
    const event: UsageEvent = {
      ...{ time: at, account, credential, id, source, root, project: ofProject },
      ...{ provider, requestedModel, operation, inputTokens, outputTokens, usageQuality, ...rest },
      ...place,
      ...time,
    };
    return amendDirective(wish, SHARD, target, event);
  }

  /** Sends directives, one record for those of each root; or puts them aside. */
  async #direct(directives: readonly Directive[], held: boolean): Promise<void> {
    this.#directives.push(...directives);
    if (held) this.#held.push(...directives);
    if (held || directives.length === 0) return;
    for (const root of new Set(directives.map((one) => one.root))) {
      const facts = directives.filter((one) => one.root === root);
      const receivedAt = this.#now;
      await this.chain.send({
        kind: 'directive',
        root,
        shard: SHARD,
        revision: this.catalogue.revision,
        receivedAt,
        facts,
      });
    }
  }

  /** Prices what waits for a price, as the rating service does by itself. */
  async #scan(): Promise<void> {
    const open = await openOutcomes(this.chain.store);
    await this.#direct(planPriceAgain(open, this.catalogue.newest, this.chain.charging, this.#now), false);
  }

  /** The month of now by the first root's calendar, so many months before. */
  #month(root: string, monthsBack: number): string {
    const calendar = this.catalogue.newest.get('calendar', root) ?? this.catalogue.newest.get('calendar', 'r');
    const present = calendar === undefined ? undefined : periodAt(calendar, this.#now)?.id;
    return monthAfter(present ?? '2026-09', -monthsBack);
  }

  async #fees({ root, monthsBack }: Of<'fees'>): Promise<void> {
    const fees = planFees(this.catalogue.newest, root, this.#month(root, monthsBack), this.#now);
    await this.#direct(fees, false);
  }

  async #fee({ charge, pick, account, project, amount, monthsBack }: Of<'fee'>): Promise<void> {
    const { newest } = this.catalogue;
    const root = newest.account(account)?.root ?? account;
    const period = this.#month(root, monthsBack);
    this.#made += 1;
    const id = `by-hand-${this.#made}`;
    const place = project !== null && newest.project(project)?.root === root ? { project } : {};
    const terms = { account, ...place, period, currency: 'USD', amount };
    if (charge === 'correction') return this.#direct([correctionFee(this.#wish(root), id, terms)], false);
    const all = this.catalogue.all('assignment').filter((one) => one.root === root);
    const assignment = all[pick % all.length];
    if (assignment === undefined) return;
    const told = correctionFee(this.#wish(root), id, { ...terms, account: assignment.account });
    const component = charge === 'fee' ? `c${pick % 3}` : 'sla:up';
    const fee: Fee = { ...told, charge, assignment: assignment.id, plan: assignment.plan, component };
    await this.#direct([fee], false);
  }

  async #credit({ credit, account, currency, amount, priority, fromHours, forHours }: Of<'credit'>): Promise<void> {
    const root = this.catalogue.newest.account(account)?.root ?? account;
    const from = fromHours === null ? null : this.#now + fromHours * HOUR_MS;
    const expiresAt = forHours === null ? null : (from ?? this.#now) + forHours * HOUR_MS;
    this.#made += 1;
    const made = creditDirective(this.#wish(root), { account, credit, currency, amount, priority, from, expiresAt });
    // Two people may grant under one name.
    await this.#direct([{ ...made, id: `${made.id}:${this.#made}` }], false);
  }

  /** A month is closed once it has ended, as a rule; now and then too early, once more, or far from its turn. */
  async #close({ root, which }: Of<'close'>): Promise<void> {
    const closed = this.#closed.get(root);
    const present = this.#month(root, 0);
    const next = closed === undefined ? this.#month(root, 1) : monthAfter(closed, 1);
    const period = { next, present, again: closed ?? next, far: monthAfter(present, 3) }[which];
    if (which === 'next' && next >= present) return;
    if (period === next) this.#closed.set(root, next);
    this.#made += 1;
    await this.#direct([closeDirective(this.#wish(root), period, this.#made)], false);
  }
}
