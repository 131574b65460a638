// Writes for ever what a reader can prove to be whole: each write sets every key to the number of the write. Tells each
// number once the write is done. A test runs it in a process of its own and kills it.
import { openLevelFoldStore } from './level-fold-store.ts';

// Few, so that a kill is as likely to land between two parts of a write as within one.
const KEYS = 20;

const store = await openLevelFoldStore(process.argv[2] ?? '', { writeBufferBytes: 64 * 1024 });
const begin = Number((await store.position()) ?? '0');
for (let number = begin + 1; ; number++) {
  const value = Buffer.from(String(number));
  const keys = Array.from({ length: KEYS }, (_, index) => Buffer.from(`key-${index}`));
  await store.write(
    keys.map((key) => [key, value] as const),
    String(number),
  );
  process.stdout.write(`${number}\n`);
}
