export {
  type NaiveActor,
  type NaiveWorld,
  NOWHERE,
  naiveAllows,
  naiveMay,
  type PeopledWorld,
} from './naive-access.ts';
export { type GrantGround, SOME_PERMISSIONS, someGrant } from './random-grants.ts';
