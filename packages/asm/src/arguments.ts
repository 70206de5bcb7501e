/**
 * The arguments of macro calls and of `.irp`. They stand between commas or blanks; as in GNU as, blanks
 * beside an operator do not separate, so `m a + b c` passes two.
 */

import type { AlternateMode } from './alternate.ts';
import type { Macro } from './macro.ts';

/** How parameters are called. */
export const NAME: string = String.raw`[A-Za-z_.$][\w.$]*`;

/** `name=` before a value. What looks so is never taken for the beginning of an expression. */
const namedArgument = new RegExp(`^\\s*(${NAME})\\s*=`);

/** The values of a call's arguments by parameter, or what is wrong with them. */
export function bindArguments(
  macro: Macro,
  text: string,
  alternate?: AlternateMode,
): Map<string, string> | string {
  const values = new Map<string, string>();
  const mayName = text.includes('=');
  let rest = text;
  for (let index = 0; rest.trim() !== ''; ) {
    const named = mayName ? namedArgument.exec(rest) : null;
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

/** An argument without blanks or quotes in it, as most are. */
const simpleArgument = /^\s*([^\s,"']+)\s*(?:,|$)/;

/** The first argument, and how much of the text it and the comma after it take. */
function firstArgument(
  text: string,
  alternate?: AlternateMode,
): readonly [value: string, length: number] {
  const simple = alternate ? null : simpleArgument.exec(text);
  if (simple) return [simple[1] ?? '', simple[0].length];
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

/** A text without the quotes around it. */
export function withoutQuotes(text: string): string {
  return /^"(?:\\[\s\S]|[^"\\])*"$/.test(text) ? text.slice(1, -1) : text;
}
