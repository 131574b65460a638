import type { CatalogueView } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { leafQuantities, usageFlaw } from '@suanpan/price-usage';
import { formatInstant } from '@suanpan/time';
import { z } from 'zod';
import { withPatch } from '../frame/with-patch.ts';
import { Id, Instant, plainText } from '../shapes/basics.ts';
import { CHANGED_QUANTITIES, TOTALS } from '../shapes/quantities.ts';

const Text = plainText(200);

/** What an amendment may say of a call. Identity, credential and what quota granted are facts that nobody amends. */
export const CallChanges = z
  .strictObject({
    time: Instant.exactOptional().describe('When the call finished.'),
    project: Id.exactOptional(),
    provider: Text.exactOptional(),
    requestedModel: Text.exactOptional(),
    servedModel: Text.nullable().exactOptional(),
    operation: Text.exactOptional(),
    serviceTier: Text.nullable().exactOptional(),
    region: Text.nullable().exactOptional(),
    inputTokens: TOTALS.inputTokens.exactOptional(),
    outputTokens: TOTALS.outputTokens.exactOptional(),
    ...CHANGED_QUANTITIES,
    httpStatus: z.int().min(100).max(599).nullable().exactOptional(),
    errorType: Text.nullable().exactOptional(),
    usageQuality: z.enum(['reported', 'estimated']).exactOptional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'at least one change')
  .meta({ id: 'CallChanges', description: 'What of a call was otherwise.' });

/**
 * The call as it should have been. `project_unknown` for a project of another root, `event_invalid` for usage that cannot be
 * priced by anybody, or where nothing is changed.
 */
export function amendedCall(event: UsageEvent, changes: z.output<typeof CallChanges>, view: CatalogueView): UsageEvent {
  const { time, project, ...rest } = changes;
  const moved = project === undefined ? {} : placeOf(event.root, project, view);
  const timed = time === undefined ? {} : { time: formatInstant(time) };
  const { inconsistencies: _, ...amended } = withPatch<UsageEvent>(event, { ...timed, ...moved, ...rest });
  const flaw = usageFlaw(amended);
  if (flaw !== undefined) throw new Fault('event_invalid', `As amended, ${flaw}.`);
  const { inconsistencies } = leafQuantities(amended);
  const call: UsageEvent = inconsistencies.length === 0 ? amended : { ...amended, inconsistencies };
  if (JSON.stringify(call) === JSON.stringify(event))
    throw new Fault('event_invalid', 'The call is like that already.');
  return call;
}

function placeOf(root: string, id: string, view: CatalogueView): Pick<UsageEvent, 'project' | 'account'> {
  const project = view.project(id);
  if (project?.root !== root) throw new Fault('project_unknown', `project ${id} does not exist.`);
  return { project: id, account: project.account };
}
