import type { AnalystLimits } from './analyst-limits.ts';
import type { Engine } from './engine.ts';
import type { EngineNames } from './gate.ts';
import type { Lanes } from './lanes.ts';
import type { LastUse } from './last-use.ts';
import type { RunningRequests } from './running.ts';

/** What every request works with. */
export interface DoorParts {
  readonly engine: Engine;
  readonly lanes: Lanes;
  readonly running: RunningRequests;
  /** Folder for bodies of inserts while they arrive. */
  readonly bodyFolder: string;
  readonly analystLimits: AnalystLimits;
  readonly lastUse: LastUse;
  names(): Promise<EngineNames>;
}
