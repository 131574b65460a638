export { boundaryFaults, type Edge, type Layer, type Project } from './boundary-rules.ts';
export { houseFaults } from './house-rules.ts';
export { readWorkspace, type Workspace } from './workspace.ts';
