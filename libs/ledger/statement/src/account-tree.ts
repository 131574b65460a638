import type { Account, Project } from '@suanpan/catalogue';
import { compareLines, compareText } from './line-order.ts';
import type { ExactLine } from './round-line.ts';
import type { AccountNode, ModelNode, ProjectNode } from './statement.ts';
import { subtotalsOf } from './subtotals.ts';

/** What of accounts and projects a statement needs: names, and who stands under whom. */
export interface NamedTree {
  readonly accounts: readonly Pick<Account, 'id' | 'name' | 'parent'>[];
  readonly projects: readonly Pick<Project, 'id' | 'name'>[];
}

/** An account node, with its lines in the order a statement lists them. */
export interface OrderedTree {
  readonly node: AccountNode;
  readonly lines: readonly ExactLine[];
}

/** The ids of an account and of everything below it. An account that the tree does not hold stands alone. */
export function subtreeOf(tree: NamedTree, account: string): Set<string> {
  const children = childrenOf(tree);
  const found = new Set([account]);
  // A set is walked in the order of adding, what is added on the way included.
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child.id);
  return found;
}

/** Hangs lines on the tree below an account, with subtotals. Parts without lines are left out; the account itself never is. */
export function growTree(tree: NamedTree, account: string, lines: readonly ExactLine[], period: string): OrderedTree {
  const grower = new TreeGrower(tree, lines, period);
  const known = subtreeOf(tree, account);
  const strangers = [...grower.accounts()].filter((id) => !known.has(id)).sort(compareText);
  return grower.grow(account, strangers);
}

class TreeGrower {
  readonly #names: ReadonlyMap<string, string>;
  readonly #projectNames: ReadonlyMap<string, string>;
  readonly #children: ReadonlyMap<string, readonly { readonly id: string }[]>;
  readonly #lines: ReadonlyMap<string, readonly ExactLine[]>;
  readonly #period: string;
  /** Each account stands in one place, even if a tree should hold a circle. */
  readonly #grown = new Set<string>();

  constructor(tree: NamedTree, lines: readonly ExactLine[], period: string) {
    this.#names = new Map(tree.accounts.map(({ id, name }) => [id, name]));
    this.#projectNames = new Map(tree.projects.map(({ id, name }) => [id, name]));
    this.#children = childrenOf(tree);
    this.#lines = Map.groupBy(lines, ({ line }) => line.account);
    this.#period = period;
  }

  /** The accounts that lines are booked on. */
  accounts(): Iterable<string> {
    return this.#lines.keys();
  }

  /** `strangers` are accounts with lines that stand nowhere in the tree; they are hung on this one. */
  grow(account: string, strangers: readonly string[]): OrderedTree {
    this.#grown.add(account);
    const own = this.#projects(account);
    const below = [...(this.#children.get(account) ?? []).map(({ id }) => id), ...strangers]
      .filter((id) => !this.#grown.has(id))
      .map((id) => this.grow(id, []))
      .filter(({ lines }) => lines.length > 0);
    const lines = [own, below].flatMap((parts) => parts.flatMap((part) => part.lines));
    const node = {
      account,
      name: this.#names.get(account) ?? account,
      known: this.#names.has(account),
      subtotals: subtotalsOf(lines, this.#period),
      projects: own.map(({ node: project }) => project),
      accounts: below.map(({ node: child }) => child),
    };
    return { node, lines };
  }

  #projects(account: string): { readonly node: ProjectNode; readonly lines: readonly ExactLine[] }[] {
    const byProject = Map.groupBy(this.#lines.get(account) ?? [], ({ line }) => line.project);
    return [...byProject]
      .map(([project, lines]) => ({ project, name: this.#projectNames.get(project) ?? project, lines }))
      .sort((one, other) => compareText(one.name, other.name) || compareText(one.project, other.project))
      .map(({ project, name, lines }) => {
        const ordered = lines.toSorted((one, other) => compareLines(one.line, other.line));
        const node = { project, name, subtotals: subtotalsOf(lines, this.#period), models: this.#models(ordered) };
        return { node, lines: ordered };
      });
  }

  #models(ordered: readonly ExactLine[]): ModelNode[] {
    const byModel = Map.groupBy(ordered, ({ line }) => JSON.stringify([line.provider, line.model]));
    return [...byModel.values()].map((lines) => ({
      provider: lines[0]?.line.provider ?? '',
      model: lines[0]?.line.model ?? '',
      subtotals: subtotalsOf(lines, this.#period),
      lines: lines.map(({ line }) => line.id),
    }));
  }
}

function childrenOf(tree: NamedTree): Map<string, NamedTree['accounts']> {
  const children = Map.groupBy(
    tree.accounts.filter(({ parent }) => parent !== null),
    ({ parent }) => parent ?? '',
  );
  const byName = ({ id, name }: { id: string; name: string }, other: { id: string; name: string }): number =>
    compareText(name, other.name) || compareText(id, other.id);
  return new Map([...children].map(([parent, accounts]) => [parent, accounts.toSorted(byName)]));
}
