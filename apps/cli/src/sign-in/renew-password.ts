import { openSignIn } from '@suanpan/sign-in';
import { addressesOf } from '../catalogue/with-catalogue.ts';
import type { RegisterCommand } from '../command-context.ts';

/** `admin renew-password`: for who lost the first administrator's password, or a crash that kept it from being written. */
export const adminCommands: RegisterCommand = (program, context) => {
  const group = program.command('admin').description('the admin service itself, with access to its database');
  group
    .command('renew-password')
    .description('give the first administrator a new password, which must be changed; ends their sessions')
    .action(async () => {
      const now = context.now();
      const signIn = await openSignIn({ database: addressesOf(context.env).postgresUrl });
      try {
        const login = context.env.SUANPAN_BOOTSTRAP_LOGIN?.trim() || 'admin';
        const { person, created } = await signIn.bootstrap({ login, now });
        const first = created ?? (await signIn.renewPassword({ person: person.id, now }));
        context.terminal.say(
          `Password of ${first.login}. This is the only time it is shown; sign in with \`suanpan login\`:`,
        );
        context.terminal.out(first.password);
      } finally {
        await signIn.close();
      }
    });
};
