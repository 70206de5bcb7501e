/**
 * Blanks among the operands of a statement: GNU as takes all away but one between two words, and macros
 * see what is left. `a + b c, 4 (sp)` becomes `a+b c,4(sp)`, and `'A'` becomes `65` [GNU as, app.c].
 */

import { characterValue } from './literal.ts';

/** What needs a look at all, and what at each piece. */
const loose = /[\s"']/;
const quote = /["']/;
/** Blanks but one between two words; a backslash before a name is as good as that. */
const meaningless = /(?<![\w.$\u0080-\uffff])\s+|\s+(?![\w.$\u0080-\uffff\\\s])/g;
const word = /[\w.$\u0080-\uffff]/;
const piece = /\s+|"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[\s\S])'?|[\s\S]/g;

/** The text without blanks that mean nothing. @param text what stands behind the head of a statement, without remarks */
export function scrubbed(text: string): string {
  if (!loose.test(text)) return text;
  if (!quote.test(text)) return text.replace(meaningless, '').replace(/\s/g, ' ');
  let result = '';
  let isBehindWord = false;
  let isBehindBlank = false;
  for (const [found] of text.matchAll(piece)) {
    const [first = ''] = found;
    if (/\s/.test(first)) {
      isBehindBlank = isBehindWord;
      continue;
    }
    const isWord = word.test(first);
    const isQuote = first === '"' || first === "'";
    if (isBehindBlank && (isWord || isQuote || first === '\\')) result += ' ';
    result += first === "'" && found.length > 1 ? String(characterValue(found)) : found;
    isBehindWord = isWord || first === '"';
    isBehindBlank = false;
  }
  return result;
}
