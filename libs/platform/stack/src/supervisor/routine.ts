import type { Say } from '../process/say.ts';

/** What parts and services say at every start and nobody needs to read. A fault still shows it among the last lines. */
const ROUTINE: Readonly<Record<string, RegExp>> = {
  kafka: /Performing controller activation/,
  postgres: /^LOG: |the database system is starting up$/,
  clickhouse: /^Logging (trace|errors) to /,
};

/** Services list their settings; who wants to see them asks the service. */
const SETTINGS = /^\{"level":"info".*"msg":"settings"\}$/;

/** Hands on what is worth a person's time. */
export function withoutRoutine(part: string, say: Say): Say {
  return (line) => {
    if (ROUTINE[part]?.test(line) !== true && !SETTINGS.test(line)) say(line);
  };
}
