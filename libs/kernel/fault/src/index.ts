export { FAULTS, type FaultCode, type FaultKind } from './catalogue.ts';
export { Fault, isFault, isTransient } from './fault.ts';
export { type Problem, problemOf } from './problem.ts';
