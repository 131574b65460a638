import { Controller, Inject } from '@nestjs/common';
import { rootsSeen, visibleNodes } from '@suanpan/permissions';
import type { Session, SignIn } from '@suanpan/sign-in';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { SIGN_IN } from '../frame/parts.ts';
import { endSession, listSessions, whoAmI } from './sign-in-operations.ts';

@Controller()
export class WhoRoutes {
  constructor(@Inject(SIGN_IN) private readonly signIn: SignIn) {}

  @Serves(whoAmI)
  who({ caller, view, now }: Call<typeof whoAmI>) {
    const { actor, label } = caller;
    const id = actor.kind === 'key' ? actor.key.id : actor.kind === 'person' ? actor.id : 'system';
    const name = actor.kind === 'key' ? actor.key.display : (view.get('person', id)?.name ?? id);
    const question = { view, actor, permission: 'account.view', now } as const;
    const roots = rootsSeen(question);
    const tops = roots.flatMap((root) => visibleNodes(question, root).tops);
    return answerOf(whoAmI, { kind: actor.kind === 'key' ? 'key' : 'person', id, name, label, roots, tops });
  }

  @Serves(listSessions)
  async list({ caller, now }: Call<typeof listSessions>) {
    const { actor, session } = caller;
    const mine = actor.kind === 'person' ? await this.signIn.sessions({ person: actor.id, now }) : [];
    return answerOf(listSessions, { items: mine.map((each) => shownSession(each, session)) });
  }

  @Serves(endSession)
  async end({ caller, params, now }: Call<typeof endSession>) {
    const { actor } = caller;
    const ended =
      actor.kind === 'person' && (await this.signIn.endSession({ person: actor.id, session: params.session, now }));
    return answerOf(endSession, { ended });
  }
}

/** A session as people may see it. */
export function shownSession({ person: _, ...session }: Session, current: string | undefined) {
  return { ...session, current: session.id === current };
}
