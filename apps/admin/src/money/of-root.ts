import { type Account, type CatalogueView, type Period, periodById, type Root } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { existing } from '../frame/existing.ts';

/** An account of the root; another root's is as if it did not exist. */
export function accountOf(view: CatalogueView, root: Root, id: string): Account {
  const account = view.account(id);
  return existing(account?.root === root.id ? account : undefined, 'account', id);
}

/** A project of the root that belongs to the account. */
export function requireProject(view: CatalogueView, root: Root, id: string, account: string): void {
  const project = view.project(id);
  if (project?.root !== root.id) throw new Fault('project_unknown', `project ${id} does not exist.`);
  if (project.account !== account) throw new Fault('project_unknown', `project ${id} belongs to another account.`);
}

/** A month of the root's calendar. */
export function requirePeriod(view: CatalogueView, root: Root, id: string): Period {
  const calendar = view.get('calendar', root.id);
  const period = calendar === undefined ? undefined : periodById(calendar, id);
  if (period === undefined) throw new Fault('period_unknown', `${id} is not in the calendar of ${root.id}.`);
  return period;
}
