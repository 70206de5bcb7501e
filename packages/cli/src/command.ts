/**
 * What a command is: its place in the help, its options, and what it does. Each command is one
 * file of `commands/`, loaded only when it is asked for.
 */

import { helpText } from './help.ts';
import { type Arguments, type Options, parseOptions } from './options.ts';
import { withResponseFiles } from './response-file.ts';

/** What a command's file says about it. */
export interface Definition<T extends Options> {
  /** As it is typed after `ireko`. */
  readonly name: string;
  /** Its arguments in short, as `[option…] file.s`. */
  readonly usage: string;
  /** What it does: one or more paragraphs, wrapped to 80 columns. */
  readonly about: string;
  readonly options: T;
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

/** Make a command of its definition: `--help` is added, and the options are sorted out. */
export function defineCommand<const T extends Options>(definition: Definition<T>): Command {
  // `objdump -h` means headers, as in GNU's.
  const taken = Object.values(definition.options).some(({ short }) => short === 'h');
  const help = taken ? { help: { help: helpOption.help.help } } : helpOption;
  const options: T & typeof help = { ...definition.options, ...help };
  return {
    name: definition.name,
    help: () => helpText({ ...definition, options }),
    run(args) {
      const given = parseOptions<Options>(options, withResponseFiles(args));
      if (given.values['help']) {
        process.stdout.write(helpText({ ...definition, options }));
        return 0;
      }
      return definition.run(given as unknown as Arguments<T>);
    },
  };
}
