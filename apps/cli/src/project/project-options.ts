import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BudgetOptions, budgetOf, withBudgetOptions } from '../account/limit-options.ts';

/** Which model a project may call, by what name and in which versions. */
interface AllowedModel {
  readonly model: string;
  readonly tier: string;
  readonly versions?: readonly string[];
}

/** What a command was told about a project. */
export interface ProjectOptions extends BudgetOptions {
  readonly budgetClass?: string;
  readonly model?: readonly AllowedModel[];
  readonly tag?: Readonly<Record<string, string>>;
  readonly priority?: string;
  readonly concurrency?: number;
  readonly qps?: number;
}

/** Adds everything of a project that can be set. */
export function withProjectOptions(command: Command): Command {
  return withBudgetOptions(command)
    .addOption(
      new Option('--budget-class <class>', 'what its money is for').choices(['core', 'innovation', 'contingency']),
    )
    .option('--tag <name=value...>', 'tags, for statements and lists', tags)
    .option('--model <tier=model[@version]...>', 'models it may call, e.g. basic=gpt-4o-mini; any if left out', models)
    .option('--priority <name>', 'the priority of calls that no admission gave another')
    .option('--concurrency <calls>', 'calls in flight at once', number)
    .option('--qps <calls>', 'calls a second', number);
}

/** The settings as the API takes them; `undefined` is left alone. */
export function settingsOf(options: ProjectOptions): Readonly<Record<string, unknown>> {
  const { budgetClass, model: models, tag: tags, priority: defaultPriority } = options;
  return { budgetClass, models, tags, defaultPriority };
}

/** The limits as the API takes them; `undefined` is left alone. */
export function limitsOf(options: ProjectOptions): Readonly<Record<string, unknown>> {
  return { budget: budgetOf(options), concurrencyMax: options.concurrency, qpsMax: options.qps };
}

function tags(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be name=value.');
  return { ...before, [name]: value };
}

function models(text: string, before: readonly AllowedModel[] = []): readonly AllowedModel[] {
  const [, tier, model, version] = /^([^=]+)=([^@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (tier === undefined || model === undefined) {
    throw new InvalidArgumentError('It must be tier=model or tier=model@version, e.g. pro=gpt-4o@gpt-4o-2024-08-06.');
  }
  return [...before, { model, tier, ...(version === undefined ? {} : { versions: [version] }) }];
}

function number(text: string): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('It must be a number, not negative.');
  return Number(text);
}
