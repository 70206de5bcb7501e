/** How garbage is collected while a file is assembled or linked. */

import { setFlagsFromString } from 'node:v8';

/**
 * Leaves collecting to the thread that works: what is made of a file is kept to the end, so that
 * threads beside it would search for garbage in vain, again and again. For the whole process, before
 * it has any garbage.
 */
export function collectWithoutThreads(): void {
  // `--single-threaded-gc` would set these only if it were given before V8 starts.
  for (const each of ['parallel-scavenge', 'concurrent-marking', 'concurrent-sweeping'])
    setFlagsFromString(`--no-${each}`);
}
