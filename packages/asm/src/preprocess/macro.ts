/**
 * Macros of the C preprocessor and their replacement [C17 §6.10.3]. Each token carries the names of
 * the macros it came from, none of which is replaced in it again, so that replacement ends.
 */

import { type Token, textOfTokens, tokensOf } from './token.ts';

/** A macro's definition. */
export interface Macro {
  readonly name: string;
  /** Undefined for a macro without parentheses. */
  readonly parameters: readonly string[] | undefined;
  /** The last parameter takes all that is left. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
}

/** Macros by name. */
export type Macros = Map<string, Macro>;

/** The macro that `#define` with this text defines, or what is wrong with it. */
export function parseDefinition(text: string): Macro | string {
  const match = /^\s*([A-Za-z_]\w*)(\(([^)]*)\))?([\s\S]*)$/.exec(text);
  if (!match) return 'a macro needs a name';
  const [, name = '', call, list = '', rest = ''] = match;
  const body = tokensOf(rest.trim());
  if (call === undefined) return { name, parameters: undefined, variadic: false, body };
  const names = list.trim() === '' ? [] : list.split(',').map((each) => each.trim());
  const last = names.at(-1) ?? '';
  const variadic = last.endsWith('...');
  if (variadic) names[names.length - 1] = last === '...' ? '__VA_ARGS__' : last.slice(0, -3).trim();
  const bad = names.find((each) => !/^[A-Za-z_]\w*$/.test(each));
  if (bad !== undefined) return `\`${bad}\` is no parameter`;
  return { name, parameters: names, variadic, body };
}

/** Tokens that one line may grow to; more is a macro that multiplies itself. */
const MOST_TOKENS = 1 << 18;

/** The result would have more than `MOST_TOKENS` tokens. */
export class TooLarge {}

/** What replacement needs of the text around a line; all of it may be missing. */
export interface Surroundings {
  /** Takes the next line, on which a call goes on; with `isName` only if arguments begin there. */
  readonly next?: (isName: boolean) => readonly Token[] | undefined;
  /** Is told what is wrong with a call. */
  readonly wrong?: (message: string) => void;
  /** How many tokens from here on are an operand of `#if` in which nothing is replaced. */
  readonly untouched?: (name: string, following: readonly Token[]) => number;
}

/** Replaces the macros of a line. @throws {TooLarge} */
export function expand(line: readonly Token[], macros: Macros, around: Surroundings = {}): Token[] {
  const result: Token[] = [];
  const waiting = [...line].reverse();
  let steps = 0;
  for (let token = waiting.pop(); token; token = waiting.pop()) {
    if (++steps > MOST_TOKENS || waiting.length > MOST_TOKENS) throw new TooLarge();
    if (token.kind === 'name' && around.untouched) {
      const count = around.untouched(token.text, waiting.toReversed());
      if (count > 0) {
        result.push(token, ...waiting.splice(-count).reverse());
        continue;
      }
    }
    const macro = token.kind === 'name' ? macros.get(token.text) : undefined;
    if (!macro || token.hidden.has(token.text)) {
      result.push(token);
      continue;
    }
    const call = macro.parameters ? takeArguments(waiting, macro, around) : [];
    if (call === undefined) {
      result.push(token);
      continue;
    }
    const hidden = new Set([...token.hidden, macro.name]);
    const made = replace(macro, call, macros, around).map((each, index) => ({
      ...each,
      spaced: index === 0 ? token.spaced : each.spaced,
      apart: index === 0 || each.apart === true,
      hidden: new Set([...each.hidden, ...hidden]),
    }));
    const after = waiting.pop();
    if (after) waiting.push({ ...after, apart: true });
    for (const each of made.reverse()) waiting.push(each);
  }
  return result;
}

/** Takes the arguments of a call; undefined if there are none, and then nothing is taken, or they are wrong. */
function takeArguments(
  waiting: Token[],
  { name, parameters = [], variadic }: Macro,
  { next, wrong }: Surroundings,
): Token[][] | undefined {
  if (waiting.length === 0) waiting.push(...[...(next?.(true) ?? [])].reverse());
  if (waiting.at(-1)?.text !== '(') return undefined;
  waiting.pop();
  let depth = 1;
  const found: Token[][] = [[]];
  for (;;) {
    if (waiting.length === 0) waiting.push(...[...(next?.(false) ?? [])].reverse());
    const token = waiting.pop();
    if (!token) {
      wrong?.(`the arguments of \`${name}\` have no end: \`)\` is missing`);
      return undefined;
    }
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    if (depth === 0) break;
    const isLast = variadic && found.length === parameters.length;
    if (token.text === ',' && depth === 1 && !isLast) found.push([]);
    else found.at(-1)?.push(token);
  }
  const given = parameters.length === 0 && found[0]?.length === 0 ? 0 : found.length;
  const needed = parameters.length - (variadic ? 1 : 0);
  if (given < needed || (given > parameters.length && !variadic)) {
    wrong?.(`\`${name}\` has ${parameters.length} parameters, and ${given} arguments are given`);
    return undefined;
  }
  return found;
}

/** The body with the arguments in place of the parameters, `#` and `##` carried out. */
function replace(
  macro: Macro,
  call: readonly Token[][],
  macros: Macros,
  { wrong }: Surroundings,
): Token[] {
  const { parameters = [], body } = macro;
  const argument = (token: Token | undefined) => {
    const index = token?.kind === 'name' ? parameters.indexOf(token.text) : -1;
    return index < 0 ? undefined : (call[index] ?? []);
  };
  const result: Token[] = [];
  for (let at = 0; at < body.length; at++) {
    const token = body[at] as Token;
    const next = argument(body[at + 1]);
    if (token.text === '#' && macro.parameters && next) {
      result.push(stringified(next, token.spaced));
      at++;
    } else if (token.text === '##' && result.length > 0 && at + 1 < body.length) {
      const right = next ?? [body[at + 1] as Token];
      // GNU: a comma before an empty rest goes.
      if (result.at(-1)?.text === ',' && next) {
        if (right.length === 0) result.pop();
        else result.push(...right);
      } else paste(result, right);
      at++;
    } else {
      const given = argument(token);
      const isPasted = body[at + 1]?.text === '##';
      if (!given) result.push(token);
      else if (isPasted && given.length === 0) result.push({ ...token, text: '', kind: 'other' });
      else {
        const values = isPasted ? given : expand(given, macros, wrong && { wrong });
        result.push(
          ...values.map((each, i) => (i === 0 ? { ...each, spaced: token.spaced } : each)),
        );
      }
    }
  }
  return result.filter(({ text }) => text !== '');
}

/** `a ## b`: one token of both texts. */
function paste(result: Token[], [first, ...rest]: readonly Token[]): void {
  const left = result.pop();
  if (!left) return;
  const [joined, ...more] = tokensOf(left.text + (first?.text ?? ''));
  const hidden = new Set([...left.hidden, ...(first?.hidden ?? [])]);
  if (joined) result.push({ ...joined, spaced: left.spaced, hidden });
  result.push(...more, ...rest);
}

function stringified(tokens: readonly Token[], spaced: boolean): Token {
  const text = tokens.map((each) => ({
    ...each,
    text: each.kind === 'string' ? each.text.replace(/[\\"]/g, '\\$&') : each.text,
  }));
  return { text: `"${textOfTokens(text).trim()}"`, kind: 'string', spaced, hidden: new Set() };
}
