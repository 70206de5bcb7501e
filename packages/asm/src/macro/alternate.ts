/** The mode of `.altmacro`, in which macros read more into their arguments and bodies. */

import { matchAt, NAME } from './arguments.ts';
import { filling, type Template } from './template.ts';

/**
 * What `.altmacro` changes: `<a, b>` is one argument, `%1+2` is one that is computed, `!` takes the
 * next character as it is; in bodies parameters need no backslash, `&` joins, and `local` makes names
 * that occur nowhere else.
 */
export interface AlternateMode {
  /** The value of an expression, in decimal digits. */
  readonly evaluate: (expression: string) => string;
  /** A name that is new. */
  readonly freshName: () => string;
  /** `local` declares a parameter, or a name that it declared before. @param offset of it in the body */
  readonly reportTwice: (name: string, offset: number) => void;
}

/** What a body means in this mode: remarks, holes, words and the quotes around some of them. */
const piece = new RegExp(
  String.raw`(#[^\n]*|/\*[\s\S]*?\*/)|(\\\([^)]*\)|\\[@&]|(?:[\\&]${NAME}))&?|(${NAME})&?|[\s\S]`,
  'g',
);
const localNames = /[ \t]([^\n#]*)/y;

/** As `Template.fill`, in this mode. @param isMacro whether `local` means something */
export function fillAlternate(
  { text: body }: Template,
  given: ReadonlyMap<string, string>,
  expansion: number,
  { freshName, reportTwice }: AlternateMode,
  isMacro: boolean,
): string {
  const values = new Map(given);
  let result = '';
  let isQuoted = false;
  piece.lastIndex = 0;
  for (let found = piece.exec(body); found; found = piece.exec(body)) {
    const [whole, remark, hole, word] = found;
    if (remark !== undefined && !isQuoted) continue;
    if (remark !== undefined) {
      result += body[found.index];
      piece.lastIndex = found.index + 1;
    } else if (hole !== undefined) {
      const text = filling(hole, values, expansion);
      result += text === hole ? whole : text;
    } else if (isMacro && !isQuoted && word?.toLowerCase() === 'local') {
      const [list = '', names = ''] = matchAt(localNames, body, piece.lastIndex) ?? [];
      if (list === '') result += word;
      for (const name of names.split(/[\s,]+/)) {
        if (name === '') continue;
        if (values.has(name)) reportTwice(name, found.index);
        else values.set(name, freshName());
      }
      piece.lastIndex += list.length;
    } else if (word !== undefined) result += values.get(word) ?? word;
    else {
      if (whole === '"') isQuoted = !isQuoted;
      result += whole;
    }
  }
  return result;
}
