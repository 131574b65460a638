// The engine runs its queries on libuv's threads. The size is read when the first of them starts, so it is set before
// anything else is loaded.
process.env.UV_THREADPOOL_SIZE ??= '24';
const { runDoor } = await import('./run-door.ts');
await runDoor(process.env);
