import { type Command, Option } from 'commander';

const FORMS = ['equals', 'startsWith', 'endsWith', 'contains', 'regex'] as const;

/** How a command was told to match names of models. */
export interface MatcherOptions {
  readonly match: (typeof FORMS)[number];
  readonly pattern?: string;
}

/** Adds the options that say which names of models are meant. */
export function withMatcherOptions(command: Command): Command {
  return command
    .addOption(new Option('--match <form>', 'how model names are matched').choices(FORMS).default('equals'))
    .option('--pattern <text>', "what names are matched with; the model's name if left out");
}

/** The matcher as the API takes it. */
export function matcherOf({ match, pattern }: MatcherOptions, model: string): Readonly<Record<string, string>> {
  return { [match]: pattern ?? model };
}
