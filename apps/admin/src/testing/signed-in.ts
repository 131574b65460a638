import type { ChangeRequest } from '@suanpan/catalogue-postgres';
import { Fault } from '@suanpan/fault';
import { openSignIn } from '@suanpan/sign-in';
import { sessionCookieName } from '../frame/cookies.ts';
import type { AdminBoard, Sent } from './admin-board.ts';

/** Somebody who has signed in: their id, and what their requests bring. */
export interface SignedIn {
  readonly id: string;
  readonly headers: NonNullable<Sent['headers']>;
}

/** Signs a new person in who holds a role, or single permissions, at the account of a root or on the whole platform. */
export async function signedIn(
  board: AdminBoard,
  login: string,
  held: string | readonly string[],
  root: string | null = null,
): Promise<SignedIn> {
  const signIn = await openSignIn({ database: board.database });
  const now = board.now();
  const from = { address: login, device: 'spec' };
  const { person, password } = await signIn.addByPassword({ name: login, login, now });
  const node = root === null ? null : ({ kind: 'account', id: root } as const);
  const changes: ChangeRequest[] = [
    { act: 'create', entity: 'person', value: person },
    {
      act: 'create',
      entity: 'grant',
      value: {
        ...{ id: `grt_${login}`, root, node, principal: { kind: 'person', id: person.id }, effect: 'allow' },
        ...(typeof held === 'string' ? { role: held, permissions: [] } : { role: null, permissions: held }),
        expiresAt: null,
      },
    },
  ];
  await board.writer.commit({ actor: 'system', reason: 'Spec.', changes });
  const first = await signIn.byPassword({ login, password, from, now });
  if (!first.ok) throw new Fault(first.code, first.detail);
  const next = 'staple correct battery horse';
  const { token } = first;
  const entered = await signIn.changePassword({ token, current: password, next, from, now });
  await signIn.close();
  if (!entered.ok) throw new Fault(entered.code, entered.detail);
  return { id: person.id, headers: { cookie: `${sessionCookieName(undefined)}=${entered.token}` } };
}
