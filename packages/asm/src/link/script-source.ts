/**
 * A link's script as one text: the files of `-T` behind each other, with the files that `INCLUDE`
 * names in their places [ld §3.4.2]. Every line remembers its file, so that messages name that.
 */

import type { Diagnostic } from '../diagnostic.ts';
import { type Origin, Source } from '../text/source.ts';

/** A linker script by the name that messages call it. */
export interface ScriptFile {
  readonly name: string;
  readonly text: string;
  /** It was named like an object, not with `-T`: it adds to the script of the link. */
  readonly isAddition?: boolean;
}

/** Finds a script that another one includes. */
export type FindScript = (name: string) => ScriptFile | undefined;

/** Scripts may include each other so deep [ld §3.4.2: 10 levels]. */
const DEEPEST = 10;

/** Joins scripts; what `INCLUDE` names and is not there is a mistake. */
export function scriptSource(
  scripts: readonly ScriptFile[],
  find: FindScript | undefined,
): Source | Diagnostic {
  const joiner = new Joiner(find);
  for (const each of scripts) joiner.add(each);
  return joiner.mistake ?? joiner.source(scripts.at(-1)?.name ?? 'script');
}

/** Comments and strings, in which `INCLUDE` is no command, or the command and its file. */
const INCLUDE =
  /\/\*[\s\S]*?\*\/|"[^"\n]*"|(?<![\w.$])INCLUDE[ \t]+(?:"(?<quoted>[^"\n]+)"|(?<name>[^\s;"]+))[ \t]*;?/g;

class Joiner {
  mistake: Diagnostic | undefined;
  readonly #find: FindScript | undefined;
  readonly #texts: string[] = [];
  readonly #origins: Origin[] = [];

  constructor(find: FindScript | undefined) {
    this.#find = find;
  }

  source(name: string): Source {
    return new Source(name, this.#texts.join('\n'), 1, undefined, this.#origins);
  }

  add(script: ScriptFile, depth = 1): void {
    const { name, text } = script;
    const source = new Source(name, text);
    let from = 0;
    for (const match of text.matchAll(INCLUDE)) {
      const wanted = match.groups?.['quoted'] ?? match.groups?.['name'];
      if (wanted === undefined) continue;
      this.#addText(source, from, match.index);
      from = match.index + match[0].length;
      const found = this.#find?.(wanted);
      if (found !== undefined && depth < DEEPEST) this.add(found, depth + 1);
      else
        this.mistake ??= {
          ...{ code: 'script-include', severity: 'error', expansion: [] },
          message:
            found === undefined
              ? `there is no script \`${wanted}\` to include`
              : `scripts include each other without end: ${name} includes ${wanted}`,
          ...(found === undefined && { hint: 'name its folder with -L' }),
          span: source.span(match.index, from),
        };
    }
    this.#addText(source, from, text.length);
  }

  #addText(source: Source, start: number, end: number): void {
    const text = source.text.slice(start, end);
    this.#texts.push(text);
    const first = source.lineAt(start);
    const lines = text.split('\n').length;
    for (let i = 0; i < lines; i++) this.#origins.push({ file: source.file, line: first + i });
  }
}
