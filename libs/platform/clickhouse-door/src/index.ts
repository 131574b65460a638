export { type Door, type DoorOptions, startDoor } from './door.ts';
export { type DoorProcess, type DoorProcessOptions, startDoorProcess } from './door-process.ts';
export { doorEntry } from './entry.ts';
export { readLastUse } from './last-use.ts';
export { type DoorRole, type DoorUser, parseUsers, passwordHash } from './users.ts';
