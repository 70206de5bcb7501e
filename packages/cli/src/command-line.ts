/**
 * A command line: finds the command asked for, loads that one alone, and turns what goes wrong
 * into one line and an exit status. Nothing is loaded here that a quick start can do without.
 */

import { AlreadyReported, Mistake } from './mistake.ts';
import { parseOptions } from './options/options.ts';
import { commands, loadCommand, overview } from './overview.ts';
import { version } from './version.ts';

/**
 * Do what a command line says.
 * @param args what was typed after `ireko`.
 * @returns the exit status.
 */
export async function commandLine(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  try {
    if (word === undefined) {
      process.stderr.write(overview());
      return 1;
    }
    if (word.startsWith('-')) {
      const { values } = parseOptions(
        { help: { short: 'h', help: '' }, version: { short: 'V', help: '' } },
        [word],
      );
      process.stdout.write(values.version ? `ireko ${version}\n` : overview());
      return 0;
    }
    const command = await loadCommand(word);
    return await command.run(rest);
  } catch (error) {
    report(error, word !== undefined && Object.hasOwn(commands, word) ? `ireko ${word}` : 'ireko');
    return 1;
  }
}

/** Say what went wrong on stderr; a stack trace only of a defect of ours, and when asked for. */
function report(error: unknown, who: string): void {
  if (error instanceof AlreadyReported) return;
  if (error instanceof Mistake) {
    process.stderr.write(`${who}: error: ${error.message}\n`);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && process.env['IREKO_DEBUG'] ? `${error.stack}\n` : '';
  process.stderr.write(
    `${who}: internal error: ${message.split('\n', 1)[0]}\n` +
      `This is a defect of ireko ${version}. Please report it with the command line, its input,\n` +
      `and what IREKO_DEBUG=1 adds to this message.\n${stack}`,
  );
}
