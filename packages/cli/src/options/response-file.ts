/**
 * `@file` on a command line stands for the words in that file, as with GNU's tools: build systems
 * write long lists of objects so. An argument that names no file stays as it is.
 */

import { readIfThere } from '../host/files.ts';
import { Mistake } from '../mistake.ts';

/** Files that name each other may go so deep. */
const DEEPEST = 20;

/**
 * The arguments with those of response files in their places.
 * @throws {Mistake} when files name each other without end.
 */
export function withResponseFiles(args: readonly string[], depth = 0): string[] {
  return args.flatMap((arg) => {
    if (!arg.startsWith('@') || arg.length === 1) return arg;
    const bytes = readIfThere(arg.slice(1));
    if (bytes === undefined) return arg;
    if (depth === DEEPEST) throw new Mistake(`${arg}: response files name each other without end`);
    return withResponseFiles(words(new TextDecoder().decode(bytes)), depth + 1);
  });
}

/** Words between white space; quotes keep it, and a backslash keeps the next character. */
function words(text: string): string[] {
  const word = /(?:'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\])+/g;
  return [...text.matchAll(word)].map(([whole]) => unquoted(whole));
}

function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\([\s\S])/g, '$1') ?? escaped ?? '',
  );
}
