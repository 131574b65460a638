import { isFault } from '@suanpan/fault';
import { formatInstant } from '@suanpan/time';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { adminPlace } from '../admin/calling-as.ts';
import { forgetSession, keepSession, readSession, sessionFile } from '../admin/kept-session.ts';
import { changePassword, type SignedIn, signInByPassword, signOut } from '../admin/sign-in.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';

/** `login`, `logout` and `whoami`. */
export const signInCommands: RegisterCommand = (program, context) => {
  program
    .command('login')
    .description('sign in at the admin service by a password, for the commands that follow')
    .option('--login <name>', 'who signs in', 'admin')
    .action(({ login }: { login: string }) => signIn(context, login));
  program
    .command('logout')
    .description('end the session that `suanpan login` began')
    .action(() => endSession(context));
  program
    .command('whoami')
    .description('show as whom commands call the admin service, and which roots that sees')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => showCaller(context, options.json === true));
};

/**
 * Asks for the password and, where it must be changed first, for a new one. Piped, the first line of the input is the
 * password and the second the new one.
 */
async function signIn(context: CommandContext, login: string): Promise<void> {
  const { terminal, signal } = context;
  const { url, dataFolder } = adminPlace(context);
  const password = await terminal.askSecret(`Password of ${login} at ${url}: `);
  let entered = await signInByPassword({ url, signal, login, password });
  if (entered.passwordChangeDue) {
    terminal.say('This password was given to you and must be changed before anything else.');
    entered = await chooseAnother(context, url, entered, password);
  }
  keepSession(sessionFile(dataFolder, 'login'), entered.session);
  terminal.say(
    `Signed in as ${entered.name} until ${formatInstant(entered.session.expiresAt)}, or an hour of silence.`,
  );
}

async function chooseAnother(
  { terminal, signal }: CommandContext,
  url: string,
  { session }: SignedIn,
  current: string,
): Promise<SignedIn> {
  for (;;) {
    const next = await terminal.askSecret('New password, 15 characters or more: ');
    if (terminal.isInteractive && next !== (await terminal.askSecret('The same again: '))) {
      terminal.say('These are two different ones.');
      continue;
    }
    try {
      return await changePassword({ url, signal, cookie: session.cookie, current, next });
    } catch (error) {
      if (!terminal.isInteractive || !isFault(error, 'request_invalid')) throw error;
      terminal.say(error.detail);
    }
  }
}

async function endSession(context: CommandContext): Promise<void> {
  const file = sessionFile(adminPlace(context).dataFolder, 'login');
  const kept = readSession(file);
  if (kept === undefined) {
    context.terminal.say('Nobody was signed in.');
    return;
  }
  // Forgotten last: a session that could not be ended can be tried again.
  await signOut({ ...kept, signal: context.signal });
  forgetSession(file);
  context.terminal.say('Signed out.');
}

interface Who {
  readonly kind: 'person' | 'key';
  readonly id: string;
  readonly name: string;
  readonly roots: readonly string[];
}

async function showCaller(context: CommandContext, json: boolean): Promise<void> {
  const admin = adminOf(context);
  const who = await admin.read<Who>(at`whoami`);
  if (json) {
    context.terminal.out(JSON.stringify({ ...who, url: admin.url, by: admin.by }, null, 2));
    return;
  }
  context.terminal.out(`${who.name}  ${who.kind} ${who.id}, by ${admin.by} at ${admin.url}`);
  context.terminal.out(`roots: ${who.roots.length === 0 ? 'none' : who.roots.join(', ')}`);
}
