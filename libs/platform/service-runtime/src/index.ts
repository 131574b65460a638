export { faultOf } from './fault-of.ts';
export { type Check, type HaltedPart, Health, haltedPart, type Readiness } from './health.ts';
export { Metrics } from './metrics.ts';
export { type OperationsAddress, operationsSetting } from './operations-settings.ts';
export { PROBLEM_TYPE, sendProblem } from './problem-reply.ts';
export { proxiesSetting } from './proxies-setting.ts';
export {
  type ConfigOf,
  type ConfigSpec,
  choiceSetting,
  flagSetting,
  integerSetting,
  listSetting,
  portSetting,
  readConfig,
  type Setting,
  secretSetting,
  shownConfig,
  textSetting,
  urlSetting,
} from './read-config.ts';
export { type Flaw, RequestFault } from './request-fault.ts';
export type { Route } from './route-methods.ts';
export { type RunOptions, runService } from './run-service.ts';
export { SERVICE_LOG } from './runtime-module.ts';
export { secretFileSetting } from './secret-file.ts';
export { newServiceLog, type ServiceLog } from './service-log.ts';
export { type Service, type ServiceOptions, startService } from './start-service.ts';
