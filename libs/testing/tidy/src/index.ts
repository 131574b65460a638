export { boundaryFaults, type Edge, type Layer, type Project, staleAllowances } from './boundary-rules.ts';
export { houseFaults, staleClockAllowances } from './house-rules.ts';
export { readWorkspace, type Workspace } from './workspace.ts';
