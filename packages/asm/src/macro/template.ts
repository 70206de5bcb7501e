/**
 * Bodies of macros and repetitions, in which `\name` and `&name&` stand for a value, `\@` for the
 * number of the expansion, `\(text)` for the text, and `\()` for nothing. A body is taken apart once, and
 * put together for each use.
 */

import { NAME } from './arguments.ts';

const pattern = new RegExp(String.raw`\\\([^)]*\)|\\[@&]|\\${NAME}|&${NAME}&?`, 'g');

/** Strings, and a backslash with blanks behind it among the operands of a statement. */
const loosePattern = /"(?:\\.|[^"\\\n])*"|(?<=^[ \t]*[^\s\\]\S*[ \t].*\\)[ \t]+(?=[A-Za-z_.$])/gm;

/** See the head of this file. */
export class Template {
  readonly text: string;
  /** What stands as it is, before each hole and behind the last. */
  #pieces: readonly string[] | undefined;
  /** What stands between the pieces. */
  readonly #holes: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** The text with its holes filled. Names without a value stay: they may be an inner macro's. */
  fill(values: ReadonlyMap<string, string>, expansion: number): string {
    this.#pieces ??= this.#takeApart();
    const holes = this.#holes;
    let result = this.#pieces[0] ?? '';
    for (let index = 0; index < holes.length; index++) {
      result += filling(holes[index] as string, values, expansion) + this.#pieces[index + 1];
    }
    return result;
  }

  #takeApart(): readonly string[] {
    const text = withoutLooseBlanks(this.text);
    const pieces: string[] = [];
    let end = 0;
    for (const { index, 0: hole } of text.matchAll(pattern)) {
      pieces.push(text.slice(end, index));
      this.#holes.push(hole);
      end = index + hole.length;
    }
    return [...pieces, text.slice(end)];
  }
}

/** Blanks between operands mean nothing, not even in `\\ name`. */
function withoutLooseBlanks(text: string): string {
  if (!/\\[ \t]+[A-Za-z_.$]/.test(text)) return text;
  return text.replace(loosePattern, (found) => (found.startsWith('"') ? found : ''));
}

/** What stands for a hole; it itself if it is no parameter's. */
export function filling(
  hole: string,
  values: ReadonlyMap<string, string>,
  expansion: number,
): string {
  if (hole === '\\@') return String(expansion);
  if (hole.startsWith('\\(')) return hole.slice(2, -1);
  const name = hole.startsWith('&') ? hole.replaceAll('&', '') : hole.slice(1);
  return values.get(name) ?? hole;
}
