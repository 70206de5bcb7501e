/**
 * A command's options are a table, from which the parser, the types of the values and the help
 * all derive. Long options may be written with one dash or two, as GNU ld and QEMU allow:
 * `-march=rv64imac`, `--march rv64imac`, `-Map out.map`, `-drive file=disk.img`.
 */

import { parseArgs } from 'node:util';
import { Mistake } from '../mistake.ts';
import { didYouMean } from '../nearest.ts';

/** One option. Its long name is its key in the table; a key of one letter is a short option. */
export interface Option {
  /** Its one-letter form, without the dash. */
  readonly short?: string;
  /** What stands for its value in the help, as `FILE`; absent: it is a switch. */
  readonly value?: string;
  /** It may be given several times, and its values are kept in order. */
  readonly repeat?: true;
  /** What it is worth without `=VALUE`; absent: it needs its value. */
  readonly optional?: string;
  /** Its value follows it directly and begins with any of these letters, if at all: `-ahl=FILE`. */
  readonly letters?: string;
  /** `-8` stands for it with the value 8. */
  readonly digits?: true;
  /** How the help writes it, when that is not `--name=VALUE`: `-drive file=FILE`. */
  readonly spelling?: string;
  /** Switches that it takes back: of opposites the last one holds. */
  readonly undoes?: readonly string[];
  /** Why it is not there, if people look for it. */
  readonly refused?: string;
  /** What it does, for the help; empty: nothing here, and it is taken because scripts give it. */
  readonly help: string;
}

/** Options by name. */
export type Options = Readonly<Record<string, Option>>;

/** The values of a table of options: a boolean, a string, or all the strings in order. */
export type Values<T extends Options> = {
  readonly [Name in keyof T]: T[Name] extends { readonly value: string }
    ? T[Name] extends { readonly repeat: true }
      ? readonly string[]
      : string | undefined
    : boolean;
};

/** What a command was given. */
export interface Arguments<T extends Options> {
  readonly values: Values<T>;
  /** What is not an option: files, as a rule. */
  readonly operands: readonly string[];
  /** All of it, as it was typed. */
  readonly typed: readonly string[];
  /** Options and operands in the order in which they were given, where that counts. */
  readonly sequence: readonly Given[];
}

/** An option by its name in the table, a switch without a value; or an operand. */
export type Given =
  | { readonly name: string; readonly value: string | undefined }
  | { readonly name: undefined; readonly value: string };

/**
 * Sort arguments into options and operands; `--` ends the options.
 * @param shortens whether `--gc-sec` may stand for the one long option that begins so, as with GNU's tools.
 * @throws {Mistake} at an unknown option, or one without its value.
 */
export function parseOptions<const T extends Options>(
  options: T,
  args: readonly string[],
  shortens = false,
): Arguments<T> {
  const { tokens } = parseArgs({
    args: withTwoDashes(options, shortens ? args.map((each) => wholeOption(options, each)) : args),
    options: parserOptions(options),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, { value, repeat }] of Object.entries(options))
    values[name] = value === undefined ? false : repeat ? [] : undefined;

  const operands: string[] = [];
  const sequence: Given[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      operands.push(token.value);
      sequence.push({ name: undefined, value: token.value });
    }
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) {
      const word = wholeWord(args[token.index], token.rawName);
      throw unknownOption(options, word.replace(/^-+/, ''), word);
    }
    if (option.refused !== undefined) throw new Mistake(`${token.rawName}: ${option.refused}`);
    if (option.value === undefined) {
      if (token.value !== undefined) throw new Mistake(`option ${token.rawName} takes no value`);
      values[token.name] = true;
      for (const other of option.undoes ?? []) values[other] = false;
      sequence.push({ name: token.name, value: undefined });
      continue;
    }
    const value = token.value ?? option.optional;
    if (value === undefined)
      throw new Mistake(`option ${token.rawName} needs a value: ${token.rawName} ${option.value}`);
    const earlier = values[token.name];
    if (Array.isArray(earlier)) earlier.push(value);
    else values[token.name] = value;
    sequence.push({ name: token.name, value });
  }
  return { values: values as Values<T>, operands, typed: args, sequence };
}

/** `--gc-sec` as the option of which alone it is the beginning. */
function wholeOption(options: Options, arg: string): string {
  const beginning = /^--([A-Za-z][^=]+)/.exec(arg)?.[1];
  if (beginning === undefined || Object.hasOwn(options, beginning)) return arg;
  const [name, another] = Object.keys(options).filter((each) => each.startsWith(beginning));
  if (name === undefined || another !== undefined) return arg;
  return `--${name}${arg.slice('--'.length + beginning.length)}`;
}

/** What was typed where a letter is unknown: `-cpu`, of which the parser tells `-c`. */
function wholeWord(typed: string | undefined, rawName: string): string {
  const [word = ''] = (typed ?? '').split('=', 1);
  return rawName.length === 2 && word.startsWith(rawName) ? word : rawName;
}

/** `-Map out.map` as `--Map out.map`, `-8` by its name, up to `--`; an option's value is left as it is. */
function withTwoDashes(options: Options, args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const numbered = Object.keys(options).find((name) => options[name]?.digits);
  return args.map((arg, index) => {
    if (end >= 0 && index > end) return arg;
    if (numbered !== undefined && /^-\d+$/.test(arg)) return `--${numbered}=${arg.slice(1)}`;
    if (!/^--?[A-Za-z]/.test(arg)) return arg;
    const name = arg.replace(/^--?/, '').split('=', 1)[0] ?? '';
    if (name.length > 1 && Object.hasOwn(options, name)) return arg.replace(/^--?/, '--');
    const { letters } = (Object.hasOwn(options, name[0] ?? '') && options[name[0] ?? '']) || {};
    if (letters === undefined || [...name.slice(1)].some((each) => !letters.includes(each)))
      return arg;
    return arg.replace(/^--?(.)/, '--$1=');
  });
}

/** The table as `parseArgs` wants it; there a one-letter option still needs a long name. */
function parserOptions(options: Options): Record<string, ParserOption> {
  const parser: Record<string, ParserOption> = {};
  for (const [name, { short, value, optional }] of Object.entries(options)) {
    const letter = short ?? (name.length === 1 ? name : undefined);
    const type = value === undefined || optional !== undefined ? 'boolean' : 'string';
    parser[name] = letter === undefined ? { type } : { type, short: letter };
  }
  return parser;
}

interface ParserOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
}

function unknownOption(options: Options, name: string, written: string): Mistake {
  const hint =
    name.length > 1
      ? didYouMean(name, Object.keys(options), written.startsWith('--') ? '--' : '-')
      : '';
  return new Mistake(`unknown option ${written}${hint || '; --help lists those there are'}`);
}
