/** On a terminal, the name before each line of a guest under the VMM has the guest's colour. */

import { styleText } from 'node:util';

const colours = ['cyan', 'magenta', 'green', 'yellow', 'blue', 'red'] as const;
const newline = 0x0a;
const bar = 0x7c;

/** A guest's name has at most 15 characters, and the bar follows it. */
const longestPrefix = 16;

/**
 * A console that colours `name|` at the start of a line and hands all bytes on to `write`. What
 * may become a name is held back until that is known, at most 16 characters of a line.
 */
export function guestColours(write: (byte: number) => void): (byte: number) => void {
  const colourOf = new Map<string, (typeof colours)[number]>();
  let held: number[] | undefined = [];

  const paint = (name: string): string => {
    const colour = colourOf.get(name) ?? colours[colourOf.size % colours.length] ?? 'cyan';
    colourOf.set(name, colour);
    return styleText(colour, name, { validateStream: false });
  };
  const release = (text: string): void => {
    for (const byte of new TextEncoder().encode(text)) write(byte);
  };

  return (byte) => {
    if (held === undefined) {
      write(byte);
    } else if (byte === bar) {
      release(paint(`${String.fromCharCode(...held)}|`));
      held = undefined;
    } else if (byte === newline || held.length === longestPrefix) {
      for (const each of held) write(each);
      write(byte);
      held = undefined;
    } else held.push(byte);
    if (byte === newline) held = [];
  };
}
