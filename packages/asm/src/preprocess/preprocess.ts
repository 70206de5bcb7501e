/**
 * The C preprocessor for assembly, `.S` files: what `gcc -E -x assembler-with-cpp` makes of them.
 *
 * The result is a text and, for each of its lines, the file and line it comes from, so that
 * mistakes found later are shown where they were written. Directives that C does not know stay as
 * they are: in assembly, `#` begins a comment.
 */

import { textOf } from '../text/literal.ts';
import { type Origin, type Place, type ReadFile, type Report, Source } from '../text/source.ts';
import { evaluateCondition, fileQuestions, operandLength } from './condition.ts';
import { expand, type Macros, parseDefinition, type Surroundings, TooLarge } from './macro.ts';
import { type LogicalLine, logicalLines, type Token, textOfTokens, tokensOf } from './token.ts';

/** A text without directives and macros. */
export interface Preprocessed {
  readonly text: string;
  /** One for each line of the text. */
  readonly origins: readonly Origin[];
}

/** How files are preprocessed. */
export interface PreprocessOptions {
  readonly read: ReadFile;
  /** Where `#include` looks: for `"file"` after the folder of the including file. */
  readonly includePaths: readonly string[];
  /** Macros with their bodies, as `-D` gives them. */
  readonly defines: Readonly<Record<string, string>>;
  readonly report: Report;
}

/** A conditional that is open: whether its lines count, and whether a later branch may. */
interface Level {
  readonly place: Place;
  active: boolean;
  done: boolean;
  sawElse: boolean;
}

/** A file that is to be included. */
interface Sought {
  readonly name: string;
  readonly folders: readonly string[];
  readonly find: () => { path: string; bytes: Uint8Array; index: number } | undefined;
}

const DEEPEST_INCLUDE = 100;

/** Preprocesses a file that has been read. */
export function preprocess(source: Source, options: PreprocessOptions): Preprocessed {
  const run = new Run(options);
  run.file(source);
  return { text: run.text.join('\n'), origins: run.origins };
}

class Run {
  readonly text: string[] = [];
  readonly origins: Origin[] = [];
  readonly #options: PreprocessOptions;
  readonly #macros: Macros = new Map();
  /** Files that say `#pragma once`. */
  readonly #once = new Set<string>();
  /** The include path, by its number, in which a file was found; -1 beside another file. */
  readonly #foundIn = new Map<string, number>();
  #counter = 0;

  constructor(options: PreprocessOptions) {
    this.#options = options;
    for (const [name, body] of Object.entries({ __ASSEMBLER__: '1', ...options.defines })) {
      const macro = parseDefinition(`${name} ${body}`);
      if (typeof macro !== 'string') this.#macros.set(macro.name, macro);
    }
  }

  file(source: Source): void {
    if (source.depth > DEEPEST_INCLUDE) {
      const place = { source, start: 0, end: 0 };
      const hint = 'a file that includes itself needs #ifndef around it';
      this.#error('recursion', place, `#include is nested more than ${DEEPEST_INCLUDE} deep`, hint);
      return;
    }
    const levels: Level[] = [];
    const lines = logicalLines(source.text);
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] as LogicalLine;
      const place = { source, start: line.start, end: line.start + line.text.length };
      const directive = /^\s*#\s*([a-z_]+)\b(.*)$/s.exec(line.text);
      if (directive && this.#directive(directive[1] ?? '', directive[2] ?? '', levels, place)) {
        continue;
      }
      if (levels.at(-1)?.active === false) continue;
      index = this.#line(lines, index, place);
    }
    for (const { place } of levels) this.#error('condition', place, '#endif is missing');
  }

  /** A line of assembly, with those on which a macro's arguments go on; the last one's index. */
  #line(lines: readonly LogicalLine[], first: number, place: Place): number {
    const { text, line } = lines[first] as LogicalLine;
    const { file } = place.source;
    const indent = /^\s*/.exec(text)?.[0] ?? '';
    // A line that is a comment in assembly.
    if (text.startsWith('#', indent.length)) {
      this.#emit(text, { file, line });
      return first;
    }
    const tokens = tokensOf(text);
    if (!tokens.some(({ kind, text: name }) => kind === 'name' && this.#isMacro(name))) {
      this.#emit(text, { file, line });
      return first;
    }
    let last = first;
    const next = (isName: boolean) => {
      const following = lines[last + 1];
      if (!following || (isName && !/^\s*\(/.test(following.text))) return undefined;
      last++;
      return tokensOf(` ${following.text}`);
    };
    const expanded = textOfTokens(this.#expand(tokens, place, { next }));
    this.#emit(indent + expanded.trimStart(), { file, line });
    return last;
  }

  #emit(text: string, origin: Origin): void {
    this.text.push(text);
    this.origins.push(origin);
  }

  #isMacro(name: string): boolean {
    const isSpecial = name in this.#special({ file: '', line: 0 }) || fileQuestions.includes(name);
    return this.#macros.has(name) || isSpecial;
  }

  /** Macros whose value depends on the place. */
  #special({ file, line }: Origin): Record<string, string> {
    return { __FILE__: `"${file}"`, __LINE__: `${line}`, __COUNTER__: `${this.#counter}` };
  }

  #expand(tokens: readonly Token[], place: Place, around: Surroundings = {}): Token[] {
    const { source, start } = place;
    const special = this.#special({ file: source.file, line: source.lineAt(start) });
    try {
      const wrong = (message: string) => this.#error('macro', place, message);
      return expand(tokens, this.#macros, { wrong, ...around }).map((token) => {
        if (token.kind !== 'name' || !(token.text in special)) return token;
        if (token.text !== '__COUNTER__') return { ...token, text: special[token.text] ?? '' };
        return { ...token, text: `${this.#counter++}` };
      });
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      this.#error('recursion', place, 'a macro here becomes too large');
      return [];
    }
  }

  /** Carries out a directive; false if C has none of that name, or the word begins a comment. */
  #directive(name: string, text: string, levels: Level[], place: Place): boolean {
    if (name === 'if' || name === 'ifdef' || name === 'ifndef') {
      const reachable = levels.at(-1)?.active ?? true;
      const active = reachable && this.#holds(name, text, place);
      levels.push({ place, active, done: active || !reachable, sawElse: false });
      return true;
    }
    if (name === 'elif' || name === 'else' || name === 'endif') {
      this.#turn(name, text, levels, place);
      return true;
    }
    if (levels.at(-1)?.active === false) return true;
    const run = this.#directives[name];
    run?.(text, place);
    return run !== undefined;
  }

  readonly #directives: Readonly<Record<string, (text: string, place: Place) => void>> = {
    define: (text, place) => {
      const macro = parseDefinition(text);
      if (typeof macro === 'string') this.#error('macro', place, macro);
      else this.#macros.set(macro.name, macro);
    },
    undef: (text) => void this.#macros.delete(text.trim()),
    include: (text, place) => this.#include(text, place),
    include_next: (text, place) => this.#include(text, place, true),
    error: (text, place) => this.#error('user', place, text.trim()),
    warning: (text, place) => this.#options.report.warning('user', place, text.trim()),
    pragma: (text, { source }) => {
      if (/^\s*once\b/.test(text)) this.#once.add(source.file);
    },
    ident: () => {},
    line: () => {},
  };

  #turn(name: string, text: string, levels: Level[], place: Place): void {
    const level = levels.at(-1);
    if (!level) this.#error('condition', place, `#${name} without an #if before it`);
    else if (name === 'endif') levels.pop();
    else if (level.sawElse) this.#error('condition', place, `#${name} after #else`);
    else {
      level.sawElse = name === 'else';
      level.active = !level.done && (name === 'else' || this.#holds('if', text, place));
      level.done ||= level.active;
    }
  }

  #holds(name: string, text: string, place: Place): boolean {
    if (name !== 'if')
      return this.#isMacro(text.trim().split(/\W/)[0] ?? '') === (name === 'ifdef');
    const tokens = this.#expand(tokensOf(text), place, { untouched: operandLength });
    const value = evaluateCondition(tokens, {
      isMacro: (each) => this.#isMacro(each),
      hasFile: (file, isNext) => this.#sought(file, place, isNext)?.find() !== undefined,
    });
    if (typeof value === 'string') this.#error('condition', place, `#if: ${value}`);
    return value === true;
  }

  #include(text: string, place: Place, isNext = false): void {
    const sought =
      this.#sought(text.trim(), place, isNext) ??
      this.#sought(textOfTokens(this.#expand(tokensOf(text), place)).trim(), place, isNext);
    if (!sought) {
      this.#error('operand-shape', place, 'a file name is missing', 'write #include "file"');
      return;
    }
    const found = sought.find();
    if (found) {
      if (this.#once.has(found.path)) return;
      this.#foundIn.set(found.path, found.index);
      this.file(new Source(found.path, textOf(found.bytes), 1, { name: '#include', place }));
      return;
    }
    const looked = sought.folders.map((each) => each || 'the current folder').join(', ');
    const hint = looked === '' ? 'name folders with -I' : `looked in ${looked}`;
    this.#error('file-not-found', place, `cannot read \`${sought.name}\``, hint);
  }

  /** Where `"file"` or `<file>` is looked for; undefined if the text is neither. */
  #sought(text: string, { source: { file } }: Place, isNext: boolean): Sought | undefined {
    const match = /^"([^"]+)"|^<\s*([^>]+?)\s*>/.exec(text);
    if (!match) return undefined;
    const [, near, far] = match;
    const name = near ?? far ?? '';
    const paths = this.#options.includePaths.map((path) => `${path.replace(/\/$/, '')}/`);
    const start = this.#foundIn.get(file);
    const own = file.slice(0, file.lastIndexOf('/') + 1);
    // `#include_next` goes on behind the folder in which the file was found that says it.
    const from = isNext && start !== undefined ? start + 1 : 0;
    const isBeside = near !== undefined && !(isNext && start !== undefined);
    const folders = [...(isBeside ? [own] : []), ...paths.slice(from)];
    const find = () => {
      const candidates = name.startsWith('/') ? [''] : folders;
      for (const [at, folder] of candidates.entries()) {
        const bytes = this.#options.read(folder + name);
        const index = isBeside && at === 0 ? -1 : from + at - (isBeside ? 1 : 0);
        if (bytes) return { path: folder + name, bytes, index };
      }
      return undefined;
    };
    return { name, folders, find };
  }

  #error(code: string, place: Place, message: string, hint?: string): void {
    this.#options.report.error(code, place, message, hint);
  }
}
