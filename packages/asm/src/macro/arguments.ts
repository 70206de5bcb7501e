/**
 * The arguments of macro calls and of `.irp`. They stand between commas or blanks; blanks beside an
 * operator or within brackets do not separate, so `m a + b c` passes two [GNU as, macro.c].
 */

import { scrubbed } from '../text/scrub.ts';
import type { AlternateMode } from './alternate.ts';
import type { Macro } from './macro.ts';

/** How parameters are called. */
export const NAME: string = String.raw`[A-Za-z_.$][\w.$]*`;

/** What `name=` may stand before ends at one of these. */
const beforeEquals = /[^\s,";()=]*=/y;
const isParameter = new RegExp(`${NAME}(?==)`, 'y');

/** What a call passes, and what is wrong with it. */
export interface Bound {
  /** By parameter. */
  readonly values: ReadonlyMap<string, string>;
  /** What is wrong, though the macro is expanded. */
  readonly mistakes: readonly string[];
}

/** The values of a call's arguments, or why there are none. */
export function bindArguments(
  macro: Macro,
  text: string,
  alternate?: AlternateMode,
): Bound | string {
  const values = new Map<string, string>();
  const mistakes: string[] = [];
  const rest = scrubbed(text.trim());
  const mayName = !alternate && rest.includes('=');
  let isNamed = false;
  let at = 0;
  for (let index = 0; at < rest.length; at = afterComma(rest, at)) {
    if (mayName && matchAt(beforeEquals, rest, at)) {
      isNamed = true;
      const name = matchAt(isParameter, rest, at)?.[0];
      if (name === undefined)
        return `no name of a parameter stands before the = in \`${rest.slice(at)}\``;
      const argument = argumentAt(rest, at + name.length + 1, alternate);
      at = argument.end;
      if (macro.parameters.some((each) => each.name === name)) values.set(name, argument.value);
      else mistakes.push(`${macro.name} has no parameter \`${name}\``);
      continue;
    }
    if (isNamed) return 'behind an argument with a name only others with names can stand';
    const parameter = macro.parameters[index++];
    if (!parameter) {
      return `${macro.name} takes ${count(macro.parameters.length)}, and \`${rest.slice(at)}\` is one more`;
    }
    if (parameter.rest) {
      values.set(parameter.name, rest.slice(at));
      break;
    }
    const argument = argumentAt(rest, at, alternate);
    values.set(parameter.name, argument.value);
    at = argument.end;
  }
  for (const { name, fallback, required } of macro.parameters) {
    if (values.get(name)) continue;
    if (required) mistakes.push(`${macro.name} needs a value for its parameter \`${name}\``);
    values.set(name, fallback);
  }
  return { values, mistakes };
}

function count(parameters: number): string {
  return parameters === 1 ? '1 argument' : `${parameters} arguments`;
}

/** What a sticky pattern finds at an offset. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** All arguments of a list, as `.irp` takes them. */
export function splitArguments(list: string, alternate?: AlternateMode): string[] {
  const values: string[] = [];
  const text = scrubbed(list.trim());
  for (let at = 0; at < text.length; at = afterComma(text, at)) {
    const { value, end } = argumentAt(text, at, alternate);
    values.push(value);
    at = end;
  }
  return values;
}

/** The offset behind a comma and the blanks around it. */
export function afterComma(text: string, at: number): number {
  return at + (matchAt(comma, text, at)?.[0].length ?? 0);
}

const comma = /\s*,?\s*/y;

/** One argument, and where it ends. */
export interface Argument {
  readonly value: string;
  readonly end: number;
}

/** An argument without blanks, quotes or brackets in it, as most are. */
const simpleArgument = /[^\s,"()[\]<%]*(?=[\s,]|$)/y;

/** The argument that begins at an offset of a text whose loose blanks are gone. */
export function argumentAt(text: string, start: number, alternate?: AlternateMode): Argument {
  const simple = matchAt(simpleArgument, text, start)?.[0];
  if (simple !== undefined) return { value: simple, end: start + simple.length };
  const first = text[start];
  if (first === '%' && alternate) {
    const { value, end } = bareArgument(text, start + 1, alternate);
    return { value: alternate.evaluate(value), end };
  }
  if (first !== '"' && !(first === '<' && alternate)) return bareArgument(text, start, alternate);
  const quoted = quotedArgument(text, start, alternate);
  return alternate && first === '"' ? { ...quoted, value: `"${quoted.value}"` } : quoted;
}

const closers: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
]);

/** Up to a comma, or a blank outside of brackets. */
function bareArgument(text: string, start: number, alternate?: AlternateMode): Argument {
  const awaited: string[] = [];
  let end = start;
  for (; end < text.length; end++) {
    const character = text[end] ?? '';
    if (character === ',' || (character === '<' && alternate)) break;
    if (character === ' ' && awaited.length === 0) break;
    const closer = closers.get(character);
    if (closer) awaited.push(closer);
    else if (character === awaited.at(-1)) awaited.pop();
    else if (character === '"') {
      const close = text.indexOf('"', end + 1);
      end = close < 0 ? text.length - 1 : close;
    }
  }
  return { value: text.slice(start, end), end };
}

/** Strings, and in the alternate mode `<…>`, one behind another: what they say without their quotes. */
function quotedArgument(text: string, start: number, alternate?: AlternateMode): Argument {
  let value = '';
  let at = start;
  while (text[at] === '"' || (text[at] === '<' && alternate)) {
    const inside = text[at] === '"' ? string(text, at, alternate) : bracketed(text, at);
    value += inside.value;
    at = inside.end;
  }
  return { value, end: at };
}

/** What `"…"` says: escapes stay, a quote that stands twice is one. */
function string(text: string, start: number, alternate?: AlternateMode): Argument {
  let value = '';
  let isEscaped = false;
  let at = start + 1;
  while (at < text.length) {
    isEscaped = text[at - 1] === '\\' && !isEscaped;
    if (alternate && text[at] === '!') at++;
    else if (text[at] === '"' && !isEscaped && text[++at] !== '"') break;
    value += text[at++] ?? '';
  }
  return { value, end: at };
}

/** What `<…>` says, in which `!` takes the next character as it is. */
function bracketed(text: string, start: number): Argument {
  let value = '';
  let depth = 0;
  let at = start + 1;
  for (; at < text.length && (depth > 0 || text[at] !== '>'); at++) {
    if (text[at] === '!') at++;
    else if (text[at] === '<') depth++;
    else if (text[at] === '>') depth--;
    value += text[at] ?? '';
  }
  return { value, end: at + 1 };
}
