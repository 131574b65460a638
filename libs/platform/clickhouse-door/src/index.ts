export { type Door, type DoorOptions, startDoor } from './door.ts';
export { doorEntry } from './entry.ts';
export { type DoorRole, type DoorUser, parseUsers, passwordHash } from './users.ts';
