/** Symbols that a command line defines. */

import { Mistake } from '../mistake.ts';

/**
 * Symbols as `--defsym NAME=VALUE` gives them; a value is a decimal, hexadecimal or octal number, as in C.
 * @throws {Mistake} when it is anything else.
 */
export function parseSymbols(definitions: readonly string[]): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    definitions.map((definition) => {
      const match = /^([A-Za-z_.$][\w.$]*)=(-?)(\d+|0x[0-9a-f]+)$/i.exec(definition);
      const [, name, sign, digits] = match ?? [];
      if (name === undefined || digits === undefined)
        throw new Mistake(`--defsym: '${definition}' is not NAME=VALUE with a number`);
      const value = BigInt(digits.replace(/^0(?=[0-7]+$)/, '0o'));
      return [name, sign ? -value : value];
    }),
  );
}

/**
 * Symbols as the linker's `--defsym NAME=EXPRESSION` gives them.
 * @throws {Mistake} when there is no name or nothing behind it.
 */
export function parseDefinitions(definitions: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    definitions.map((definition) => {
      const [, name, value] = /^([A-Za-z_.$][\w.$]*)=(.+)$/s.exec(definition) ?? [];
      if (name === undefined || value === undefined)
        throw new Mistake(`--defsym: '${definition}' is not NAME=EXPRESSION`);
      return [name, value];
    }),
  );
}
