/**
 * What a command is: its place in the help, its options, and what it does. Each command is one
 * file of `commands/`, loaded only when it is asked for.
 */

import { helpText } from './help.ts';
import { type Arguments, type Options, parseOptions } from './options/options.ts';
import { withResponseFiles } from './options/response-file.ts';
import { versionOf } from './version.ts';

/** What a command's file says about it. */
export interface Definition<T extends Options> {
  /** As it is typed after `ireko`. */
  readonly name: string;
  /** Its arguments in short, as `[option…] file.s`. */
  readonly usage: string;
  /** What it does: one or more paragraphs, wrapped to 80 columns. */
  readonly about: string;
  readonly options: T;
  /** What GNU's tool of which it takes the place calls itself, to `--version`. */
  readonly standsFor?: string;
  /** Its first operand begins a command of its own, whose options are not ours. */
  readonly passesOn?: true;
  /** Command lines that work, with a word on each. */
  readonly examples: readonly (readonly [line: string, remark: string])[];
  /** What happens when something is wrong, and the exit status. */
  readonly errors: string;
  /** @returns the exit status. */
  run(given: Arguments<T>): number | Promise<number>;
}

/** A command, ready to run. */
export interface Command {
  readonly name: string;
  /** Its help page. */
  help(): string;
  /**
   * @param args what was typed after its name.
   * @returns the exit status.
   */
  run(args: readonly string[]): number | Promise<number>;
}

const helpOption = { help: { short: 'h', help: 'show this help' } } as const;
const versionOption = { version: { short: 'V', help: 'tell the version' } } as const;

/** Make a command of its definition: `--help` is added, and the options are sorted out. */
export function defineCommand<const T extends Options>(definition: Definition<T>): Command {
  const { standsFor } = definition;
  const options = {
    ...definition.options,
    ...withoutTaken(standsFor === undefined ? {} : versionOption, definition.options),
    ...withoutTaken(helpOption, definition.options),
  };
  return {
    name: definition.name,
    help: () => helpText({ ...definition, options }),
    run(args) {
      const given = definition.passesOn
        ? parseLeading(options, args)
        : parseOptions<Options>(options, withResponseFiles(args), standsFor !== undefined);
      if (given.values['help']) {
        process.stdout.write(helpText({ ...definition, options }));
        return 0;
      }
      if (standsFor !== undefined && given.values['version']) {
        process.stdout.write(versionOf(standsFor));
        return 0;
      }
      return definition.run(given as unknown as Arguments<T>);
    },
  };
}

/** Options up to the first operand; all from there on are operands. */
function parseLeading(options: Options, args: readonly string[]): Arguments<Options> {
  const end = args.findIndex((each) => !each.startsWith('-'));
  const at = end < 0 ? args.length : end;
  return { ...parseOptions<Options>(options, args.slice(0, at)), operands: args.slice(at) };
}

/** Options that all commands have, without letters that mean another thing: `objdump -h` shows headers. */
function withoutTaken(common: Options, own: Options): Options {
  const taken = new Set(Object.entries(own).flatMap(([name, { short = name }]) => short));
  return Object.fromEntries(
    Object.entries(common).map(([name, { short, ...option }]) => {
      const letter = short === undefined || taken.has(short) ? {} : { short };
      return [name, { ...letter, ...option }];
    }),
  );
}
