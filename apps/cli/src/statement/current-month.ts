import { Fault } from '@suanpan/fault';
import { formatInstant } from '@suanpan/time';
import { at } from '../admin/address.ts';
import type { Admin } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';

/** The billing month of a root that a time falls in, or the current one. `period_unknown` where its calendar ends before. */
export async function currentMonth(
  context: Pick<CommandContext, 'now'>,
  admin: Admin,
  root: string,
  time = context.now(),
): Promise<string> {
  const [month] = await admin.list<{ readonly id: string }>(at`months`, { root, at: formatInstant(time) });
  if (month === undefined) throw new Fault('period_unknown', `${root} has no billing month at ${formatInstant(time)}.`);
  return month.id;
}
