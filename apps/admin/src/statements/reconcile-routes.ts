import { Controller, Inject } from '@nestjs/common';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { type ProviderExport, parseProviderExport } from '@suanpan/provider-export';
import { compareProvider } from '@suanpan/provider-reconcile';
import { readLedgerDays } from '@suanpan/statement-clickhouse';
import { MS_PER_DAY } from '@suanpan/time';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { demand } from '../frame/demand.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { LEDGER } from '../money/money-parts.ts';
import { reconcileProvider } from './reconcile-operations.ts';

@Controller()
export class ReconcileRoutes {
  constructor(@Inject(LEDGER) private readonly ledger: ClickHouse) {}

  @Serves(reconcileProvider)
  async reconcile(call: Call<typeof reconcileProvider>) {
    const { params, body, now } = call;
    const roots = [params.root, ...(body.alsoRoots ?? [])];
    for (const id of roots.slice(1)) demand(call, 'reconcile.make', { kind: 'root', id });
    const exports = body.exports.map(parseProviderExport);
    const provider = oneProvider(exports);
    const usage = exports.flatMap((one) => one.usage);
    const costs = exports.flatMap((one) => one.costs);
    const ledger = await readLedgerDays(this.ledger, {
      roots: [...new Set(roots)],
      provider,
      ...daysOf([...usage, ...costs]),
    });
    const isComplete = exports.every((one) => one.isComplete);
    const compared = compareProvider({
      ...{ ledger, isComplete, now },
      ...(usage.length === 0 ? {} : { usage }),
      ...(costs.length === 0 ? {} : { costs }),
    });
    return answerOf(reconcileProvider, { provider, isComplete, ...compared });
  }
}

function oneProvider(exports: readonly ProviderExport[]): ProviderExport['provider'] {
  const [provider, ...more] = new Set(exports.map((one) => one.provider));
  if (provider !== undefined && more.length === 0) return provider;
  throw new Fault('export_malformed', 'The exports are of different providers; compare them one by one.');
}

/** The whole UTC days that the buckets touch. */
function daysOf(buckets: readonly { readonly from: number; readonly to: number }[]) {
  const from = Math.min(...buckets.map((bucket) => bucket.from));
  const to = Math.max(...buckets.map((bucket) => bucket.to));
  return { from: Math.floor(from / MS_PER_DAY) * MS_PER_DAY, to: Math.ceil(to / MS_PER_DAY) * MS_PER_DAY };
}
