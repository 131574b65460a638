import { Controller } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import { type AccessNode, type Actor, decideAccess, PLATFORM, refusalCode } from '@suanpan/permissions';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { demand } from '../frame/demand.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { platform, type Target, unknownDetail } from '../frame/target.ts';
import { checkAccess } from './check-operations.ts';

type Asked = Call<typeof checkAccess>;

@Controller()
export class CheckRoutes {
  @Serves(checkAccess)
  check(call: Asked) {
    const { permission, node: named, at: now = call.now } = call.body;
    const target: Target = named ?? platform;
    const node: AccessNode = named ?? PLATFORM;
    const actor = call.body.actor === undefined ? call.caller.actor : actorOf(call, call.body.actor, target);
    const asked = { view: call.view, actor, permission, node, now };
    const { allowed, reason, detail, by = null } = decideAccess(asked);
    if (!allowed && actor === call.caller.actor) {
      // Whoever asks about themselves must not learn what exists where they see nothing.
      const code = refusalCode(asked, { allowed, reason, detail });
      if (code === 'not_found') throw new Fault('entity_unknown', unknownDetail(target));
    }
    return answerOf(checkAccess, { allowed, reason, detail, grant: by, revision: call.view.revision });
  }
}

function actorOf(call: Asked, { kind, id }: NonNullable<Asked['body']['actor']>, target: Target): Actor {
  demand(call, 'grant.view', target);
  if (kind === 'key') {
    demand(call, 'key.view', { kind: 'key', id });
    return { kind: 'key', key: existing(call.view.get('key', id), 'key', id) };
  }
  return { kind, id };
}
