/** Options that hold several settings, as QEMU writes them: `file=disk.img,readonly=on`. */

import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';

/**
 * Take `key=value,key=value` apart, each key at most once.
 * @param what names the option in a mistake, as `-drive`.
 * @param keys the settings there are.
 */
export function parseProperties<Key extends string>(
  text: string,
  what: string,
  keys: readonly Key[],
): Readonly<Partial<Record<Key, string>>> {
  const found: Partial<Record<Key, string>> = {};
  for (const [key, value] of parseSettings(text, what, keys)) {
    if (found[key] !== undefined) throw new Mistake(`${what}: ${key} is given twice`);
    found[key] = value;
  }
  return found;
}

/**
 * Take `key=value,key=value` apart, in order; a key can be given several times. Two commas together
 * are one in a value, as in QEMU.
 */
export function parseSettings<Key extends string>(
  text: string,
  what: string,
  keys: readonly Key[],
): readonly (readonly [key: Key, value: string])[] {
  const parts = text.replaceAll(',,', '\0').split(',');
  return parts.map((part) => {
    const [name = '', ...rest] = part.replaceAll('\0', ',').split('=');
    const key = settingName(name, keys, `${what}: `);
    if (rest.length === 0) throw new Mistake(`${what}: ${key} needs a value: ${key}=…`);
    return [key, rest.join('=')];
  });
}

/**
 * The setting of a name.
 * @throws {Mistake} when there is none, with those that there are.
 */
export function settingName<Key extends string>(
  name: string,
  keys: readonly Key[],
  before = '',
): Key {
  const key = keys.find((each) => each === name);
  if (key !== undefined) return key;
  const hint = didYouMean(name, keys) || `; it takes ${keys.join(', ')}`;
  throw new Mistake(`${before}there is no setting '${name}'${hint}`);
}
