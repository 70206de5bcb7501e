/** Options that hold several settings, as QEMU writes them: `file=disk.img,readonly=on`. */

import { Mistake } from './mistake.ts';
import { didYouMean } from './nearest.ts';

/**
 * Take `key=value,key=value` apart.
 * @param what names the option in a mistake, as `-drive`.
 * @param keys the settings there are.
 */
export function parseProperties<Key extends string>(
  text: string,
  what: string,
  keys: readonly Key[],
): Readonly<Partial<Record<Key, string>>> {
  const found: Partial<Record<Key, string>> = {};
  for (const part of text.split(',')) {
    const [name = '', ...rest] = part.split('=');
    const key = keys.find((each) => each === name);
    if (key === undefined) {
      const hint = didYouMean(name, keys) || `; it takes ${keys.join(', ')}`;
      throw new Mistake(`${what}: there is no setting '${name}'${hint}`);
    }
    if (rest.length === 0) throw new Mistake(`${what}: ${name} needs a value: ${name}=…`);
    if (found[key] !== undefined) throw new Mistake(`${what}: ${name} is given twice`);
    found[key] = rest.join('=');
  }
  return found;
}
