export { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts';
