/** The `ireko` command as a process: its exit status, and what becomes of it when nobody reads it. */

import { commandLine } from './command-line.ts';

// Whoever read our output may go before we end, as `head` does: end as other commands then do, by
// the status of SIGPIPE.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(128 + 13);
  process.stderr.write(`ireko: error: cannot write to stdout: ${error.message}\n`);
  process.exit(1);
});

process.exitCode = await commandLine(process.argv.slice(2));
