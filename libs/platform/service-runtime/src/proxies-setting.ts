import { isIP } from 'node:net';
import { listSetting, type Setting } from './read-config.ts';

/** Written for no proxy at all. */
const NO_PROXY = 'none';

/**
 * The proxies whose X-Forwarded-For is believed. A count of hops would do for nobody: whoever reaches the service past the
 * proxy could write the header himself.
 */
export function proxiesSetting(name: string): Setting<readonly string[]> {
  const help = 'addresses and CIDR blocks of proxies whose X-Forwarded-For is believed, separated by commas';
  const list = listSetting(name, help, NO_PROXY);
  return {
    ...list,
    parse(text) {
      if (text === NO_PROXY) return [];
      const blocks = list.parse(text);
      if (!blocks.every(isAddressBlock)) throw new RangeError(`${NO_PROXY}, or addresses and CIDR blocks`);
      return blocks;
    },
  };
}

function isAddressBlock(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  // A prefix of 0 would be everybody.
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
