export { type EventDoor, type EventDoorParts, type EventObserver, openEventDoor } from './event-door.ts';
export { type IngestSettings, readSettings } from './settings.ts';
