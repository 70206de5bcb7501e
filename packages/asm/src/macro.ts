/**
 * Macros: definitions, the arguments of calls, and the replacement of `\name` in bodies
 * [GNU as manual, ".macro"].
 *
 * A macro works on text. Its arguments stand between commas or blanks; as in GNU as, blanks beside
 * an operator do not separate, so `m a + b c` passes two.
 */

/** A parameter of a macro. */
export interface Parameter {
  readonly name: string;
  readonly fallback: string;
  /** `:req`: a call must give it. */
  readonly required: boolean;
  /** `:vararg`: it takes all that is left. */
  readonly rest: boolean;
}

/** A macro's definition. */
export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: string;
  /** Where the body stands: file and line counted from 1. */
  readonly file: string;
  readonly line: number;
}

const NAME = String.raw`[A-Za-z_.$][\w.$]*`;
const headPattern = new RegExp(`^(${NAME})\\s*,?\\s*([\\s\\S]*)$`);
const parameterPattern = new RegExp(
  `^\\s*(${NAME})(?:\\s*:\\s*(req|vararg))?(?:\\s*=\\s*("(?:\\\\.|[^"\\\\])*"|[^\\s,]*))?\\s*,?`,
);

/** The name and parameters of `.macro …`, or what is wrong with them. */
export function parseHead(
  text: string,
): { readonly name: string; readonly parameters: readonly Parameter[] } | string {
  const match = headPattern.exec(text.trim());
  if (!match) return 'a macro needs a name';
  const [, name = '', list = ''] = match;
  const parameters: Parameter[] = [];
  let rest = list;
  if (/,\s*$/.test(text)) return 'a parameter is missing after the last comma';
  while (rest.trim() !== '') {
    if (parameters.at(-1)?.rest) return `nothing can follow ${parameters.at(-1)?.name}:vararg`;
    const found = parameterPattern.exec(rest);
    if (!found) return `\`${rest.trim()}\` is no parameter`;
    const [all, parameter = '', kind, fallback = ''] = found;
    if (parameters.some(({ name: other }) => other === parameter)) {
      return `there are two parameters \`${parameter}\``;
    }
    parameters.push({
      name: parameter,
      fallback: withoutQuotes(fallback),
      required: kind === 'req',
      rest: kind === 'vararg',
    });
    rest = rest.slice(all.length);
  }
  return { name, parameters };
}

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

/** `name=` before a value. What looks so is never taken for the beginning of an expression. */
const namedArgument = new RegExp(`^\\s*(${NAME})\\s*=`);

/** The values of a call's arguments by parameter, or what is wrong with them. */
export function bindArguments(
  macro: Macro,
  text: string,
  alternate?: AlternateMode,
): Map<string, string> | string {
  const values = new Map<string, string>();
  let rest = text;
  for (let index = 0; rest.trim() !== ''; ) {
    const named = namedArgument.exec(rest);
    const byName = macro.parameters.find(({ name }) => name === named?.[1]);
    if (named && !byName) return `${macro.name} has no parameter \`${named[1]}\``;
    if (named && byName) rest = rest.slice(named[0].length);
    const parameter = byName ?? macro.parameters[index];
    if (!parameter) {
      return `${macro.name} takes ${count(macro.parameters.length)}, and \`${rest.trim()}\` is one more`;
    }
    if (parameter.rest) {
      values.set(parameter.name, rest.trim());
      break;
    }
    const [value, length] = firstArgument(rest, alternate);
    values.set(parameter.name, value);
    rest = rest.slice(length);
    if (!byName) index++;
  }
  for (const { name, fallback, required } of macro.parameters) {
    if (values.get(name)) continue;
    if (required) return `${macro.name} needs a value for its parameter \`${name}\``;
    values.set(name, fallback);
  }
  return values;
}

function count(parameters: number): string {
  return parameters === 1 ? '1 argument' : `${parameters} arguments`;
}

/** All arguments of a list, as `.irp` takes them. */
export function splitArguments(text: string, alternate?: AlternateMode): string[] {
  const values: string[] = [];
  for (let rest = text; rest.trim() !== ''; ) {
    const [value, length] = firstArgument(rest, alternate);
    values.push(value);
    rest = rest.slice(length);
  }
  return values;
}

const isWord = (character: string | undefined) => /[\w.$\\%"'\u0080-\uffff]/.test(character ?? ' ');

/** The first argument, and how much of the text it and the comma after it take. */
function firstArgument(
  text: string,
  alternate?: AlternateMode,
): readonly [value: string, length: number] {
  let at = 0;
  let depth = 0;
  let value = '';
  const skipBlanks = () => {
    while (/\s/.test(text[at] ?? 'x')) at++;
  };
  skipBlanks();
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '<' && alternate) {
      const [inside, length] = bracketed(text.slice(at));
      value += inside;
      at += length;
      continue;
    }
    if (character === '"' || character === "'") {
      const quoted = quotedAt(text, at);
      value += quoted;
      at += quoted.length;
      continue;
    }
    if (character === ',') break;
    if (/\s/.test(character)) {
      skipBlanks();
      if (depth === 0 && isWord(value.at(-1)) && isWord(text[at])) break;
      if (depth > 0 && isWord(value.at(-1)) && isWord(text[at])) value += ' ';
      continue;
    }
    if (character === '(') depth++;
    if (character === ')') depth--;
    value += character;
    at++;
  }
  skipBlanks();
  if (text[at] === ',') at++;
  if (!alternate) return [withoutQuotes(value), at];
  return [value.startsWith('%') ? alternate.evaluate(value.slice(1)) : value, at];
}

/** What `<…>` says, in which `!` takes the next character as it is, and its length. */
function bracketed(text: string): readonly [inside: string, length: number] {
  let inside = '';
  let depth = 1;
  let at = 1;
  for (; at < text.length && depth > 0; at++) {
    const character = text[at] ?? '';
    if (character === '!') inside += text[++at] ?? '';
    else {
      if (character === '<') depth++;
      if (character === '>') depth--;
      if (depth > 0) inside += character;
    }
  }
  return [inside, at];
}

function quotedAt(text: string, at: number): string {
  const pattern = text[at] === '"' ? /"(?:\\[\s\S]|[^"\\])*"?/y : /'(?:\\.|[^\\\n])?'?/y;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? text.slice(at, at + 1);
}

function withoutQuotes(text: string): string {
  return /^"(?:\\[\s\S]|[^"\\])*"$/.test(text) ? text.slice(1, -1) : text;
}

/**
 * The body with `\name` replaced by values, `\@` by the number of this expansion, and `\()` by
 * nothing. Names that are no parameters stay as they are: they may be an inner macro's.
 */
export function substitute(
  body: string,
  values: ReadonlyMap<string, string>,
  expansion: number,
): string {
  return body.replace(/\\(?:\(\)|@|([A-Za-z_.$][\w.$]*))/g, (whole, name?: string) => {
    if (name !== undefined) return values.get(name) ?? whole;
    return whole === '\\@' ? String(expansion) : '';
  });
}

/** As `substitute`, in the mode of `.altmacro`: parameters without a backslash too, and `local`. */
export function substituteAlternate(
  body: string,
  given: ReadonlyMap<string, string>,
  expansion: number,
  { freshName }: AlternateMode,
): string {
  const values = new Map(given);
  const rest = body.replace(/^[ \t]*local[ \t]+([^\n]*)/gim, (_, names: string) => {
    for (const name of names.split(/[\s,]+/)) if (name !== '') values.set(name, freshName());
    return '';
  });
  if (values.size === 0) return substitute(rest, values, expansion);
  const names = [...values.keys()].map((name) => name.replace(/[.$]/g, '\\$&')).join('|');
  const word = new RegExp(`(?:&|(?<![\\w.$\\\\]))(${names})(?![\\w.$])&?`, 'g');
  const replaced = rest.replace(word, (whole, name: string) => values.get(name) ?? whole);
  return substitute(replaced, values, expansion);
}
