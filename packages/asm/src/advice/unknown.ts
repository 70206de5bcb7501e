/** What to say of a statement that begins with a name that nobody knows. */

import { forms, mnemonics, otherForms } from '@ireko/isa';
import { pseudoMnemonics } from '../instruction/instruction.ts';
import type { Place } from '../text/source.ts';
import type { Statement } from '../text/statement.ts';
import type { Unit } from '../unit/unit.ts';
import { hintForForeign } from './foreign.ts';
import { didYouMean } from './suggest.ts';

/** The names that there are beside those of instructions. */
export interface OtherNames {
  /** In small letters. */
  readonly macros: Iterable<string>;
  /** With their dots. */
  readonly directives: ReadonlySet<string>;
}

/** Reports a name that is no instruction, directive or macro. @param name in small letters */
export function reportUnknown(
  unit: Unit,
  name: string,
  statement: Statement,
  at: Place,
  others: OtherNames,
): void {
  const isDirective = name.startsWith('.');
  const hint =
    hintForForeign(name) ??
    (isDirective
      ? didYouMean(name, others.directives)
      : hintForInstruction(name, statement, at, others));
  const [code, what] = isDirective
    ? ['unknown-directive', 'directive']
    : ['unknown-instruction', 'instruction'];
  unit.report.error(code, at, `unknown ${what} \`${name}\``, hint);
}

function hintForInstruction(
  name: string,
  statement: Statement,
  at: Place,
  { macros, directives }: OtherNames,
): string | undefined {
  const written = at.source.text.slice(at.start, at.end);
  const [next] = statement.rest;
  if (next && directives.has(next.image.toLowerCase())) {
    return `a label ends with a colon: ${written}: ${next.image}`;
  }
  if (next?.image.toLowerCase() === 'equ') return `a name gets a value by .equ ${written}, value`;
  if (directives.has(`.${name}`)) return `directives begin with a dot: .${name}`;
  const known = [...mnemonics(), ...pseudoMnemonics, ...macros, ...otherForms().keys()];
  const sized = known.filter((each) => each.startsWith(`${name}.`));
  if (sized.length > 0) return `there are ${sized.slice(0, MOST_NAMED).join(', ')}`;
  // What stands alone may be a label; few instructions do.
  const likely = next
    ? known
    : known.filter((each) => [...macros].includes(each) || standsAlone(each));
  const near = didYouMean(name, likely);
  if (near !== undefined) return near;
  if (isBehindSemicolon(at)) return 'a ; separates statements; remarks begin with #';
  return next ? undefined : `a label ends with a colon: ${written}:`;
}

/** So many names a hint gives. */
const MOST_NAMED = 4;

function standsAlone(mnemonic: string): boolean {
  return forms(mnemonic).some(({ operands }) => operands.length === 0);
}

function isBehindSemicolon({ source, start }: Place): boolean {
  const line = source.text.slice(source.text.lastIndexOf('\n', start) + 1, start);
  return /;\s*$/.test(line);
}
