/** The `ireko` command as a process: its exit status, and what becomes of it when nobody reads it. */

import { commandLine } from './command-line.ts';
import { ownProcess } from './host/host-compiler.ts';

// Whoever read our output may go before we end, as `head` does: end as other commands then do, by
// the status of SIGPIPE.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(128 + 13);
  process.stderr.write(`ireko: error: cannot write to stdout: ${error.message}\n`);
  process.exit(1);
});

ownProcess();

// Without `await`, which a bundle cannot have here [bundle/bundle.ts].
commandLine(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
