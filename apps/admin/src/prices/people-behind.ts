import type { CatalogueWriter } from '@suanpan/catalogue-postgres';

const KEY = /^key:(.+)$/;

/**
 * Who stands behind an actor: the actor itself, and for a machine whoever issued or changed its key, or the keys it was
 * rotated from. A second person is somebody else than all of them: were it not so, whoever may issue keys could propose by
 * one of them and approve as themselves.
 */
export async function peopleBehind(writer: Pick<CatalogueWriter, 'history'>, actor: string): Promise<Set<string>> {
  const behind = new Set([actor]);
  for (const each of behind) {
    const key = KEY.exec(each)?.[1];
    if (key === undefined) continue;
    for await (const { actor: by, after } of wholeHistory(writer, key)) {
      behind.add(by);
      if (after?.replaces !== undefined) behind.add(`key:${after.replaces}`);
    }
  }
  return behind;
}

/** All of it, so that who issued a key is not hidden behind many small changes of it. */
async function* wholeHistory(writer: Pick<CatalogueWriter, 'history'>, key: string) {
  for (let before: number | undefined; ; ) {
    const items = await writer.history('key', key, before === undefined ? {} : { before });
    yield* items;
    before = items.at(-1)?.revision;
    if (before === undefined) return;
  }
}
