export {
  type AccessDecision,
  type AccessNode,
  type AccessReason,
  type AccessRequest,
  type Actor,
  PLATFORM,
} from './access-request.ts';
export { scopeCovers } from './actor-standing.ts';
export { BUILT_IN_ROLES, type BuiltInRole } from './built-in-roles.ts';
export { CallAccess } from './call-access.ts';
export { decideAccess, refusalCode } from './decide-access.ts';
export { type CallQuestion, decideCall } from './decide-call.ts';
export { decideDelegation } from './decide-delegation.ts';
export { permissionsOfGrant } from './grants-of.ts';
export {
  isPermission,
  isView,
  PERMISSION_NAMES,
  PERMISSIONS,
  PERSON_ONLY,
  type Permission,
  VIEW_PERMISSIONS,
} from './permission.ts';
export {
  type AccessQuestion,
  rootsSeen,
  seesAny,
  type TreeNode,
  type VisibleNodes,
  visibleNodes,
} from './visible-nodes.ts';
