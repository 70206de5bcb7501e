/** The mode of `.altmacro`, in which macros read more into their arguments and bodies. */

import { Template } from './template.ts';

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
}

/** As `Template.fill`, in this mode: parameters without a backslash too, and `local`. */
export function fillAlternate(
  { text: body }: Template,
  given: ReadonlyMap<string, string>,
  expansion: number,
  { freshName }: AlternateMode,
): string {
  const values = new Map(given);
  const rest = body.replace(/^[ \t]*local[ \t]+([^\n]*)/gim, (_, names: string) => {
    for (const name of names.split(/[\s,]+/)) if (name !== '') values.set(name, freshName());
    return '';
  });
  if (values.size === 0) return new Template(rest).fill(values, expansion);
  const names = [...values.keys()].map((name) => name.replace(/[.$]/g, '\\$&')).join('|');
  const word = new RegExp(`(?:&|(?<![\\w.$\\\\]))(${names})(?![\\w.$])&?`, 'g');
  const replaced = rest.replace(word, (whole, name: string) => values.get(name) ?? whole);
  return new Template(replaced).fill(values, expansion);
}
