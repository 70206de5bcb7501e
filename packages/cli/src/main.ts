/**
 * The `ireko` command: finds the command asked for, loads that one alone, and turns what goes
 * wrong into one line and an exit status. Nothing is loaded here that a quick start can do without.
 */

import { AlreadyReported, Mistake } from './mistake.ts';
import { parseOptions } from './options.ts';
import { commands, loadCommand, overview, version } from './overview.ts';

const [word, ...rest] = process.argv.slice(2);

// Whoever read our output may go before we end, as `head` does: end as other commands then do, by
// the status of SIGPIPE.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  const gone = error.code === 'EPIPE';
  process.exit(gone ? 128 + 13 : report(new Mistake(`cannot write to stdout: ${error.message}`)));
});

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = report(error);
}

async function main(): Promise<number> {
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
  return command.run(rest);
}

/** Say what went wrong on stderr; a stack trace only of a defect of ours, and when asked for. */
function report(error: unknown): number {
  const who = word !== undefined && Object.hasOwn(commands, word) ? `ireko ${word}` : 'ireko';
  if (error instanceof Mistake) process.stderr.write(`${who}: error: ${error.message}\n`);
  else if (!(error instanceof AlreadyReported)) {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error && process.env['IREKO_DEBUG'] ? `${error.stack}\n` : '';
    process.stderr.write(
      `${who}: internal error: ${message.split('\n', 1)[0]}\n` +
        `This is a defect of ireko ${version}. Please report it with the command line, its input,\n` +
        `and what IREKO_DEBUG=1 adds to this message.\n${stack}`,
    );
  }
  return 1;
}
