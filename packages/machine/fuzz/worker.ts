/** A thread of `npm run fuzz`: runs every so many-th program's sequences, and tells how far it is and of what differs. */

import { parentPort, workerData } from 'node:worker_threads';
import { perProgram, Sequences } from '../test/engines/sequences.ts';
import { minimised, repeated } from './minimise.ts';
import { reportOf } from './report.ts';

/** Which sequences: half-open, and of their programs each `step`-th from `offset` on. */
export interface Task {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly step: number;
}

/** So many sequences more were run, the last of them this one; on one the engines differ. */
export interface Progress {
  readonly run: number;
  readonly report?: string;
}

const { start, end, offset, step } = workerData as Task;
const tell = (progress: Progress) => parentPort?.postMessage(progress);
/** A few sequences are run until their code is hot: they may be those of a report. */
const isFew = end - start < perProgram;

let sequences = new Sequences();
for (let program = Math.floor(start / perProgram) + offset; ; program += step) {
  const first = Math.max(start, program * perProgram);
  const behind = Math.min(end, (program + 1) * perProgram);
  if (first >= behind) break;
  for (let number = first; number < behind; number++) {
    const sequence = sequences.make(number);
    const isLast = number === end - 1;
    const differences =
      isFew && isLast ? repeated(sequences, sequence) : sequences.differences(sequence);
    if (differences.length === 0) continue;
    const found = minimised(number, first);
    // Computers of other programs have run before: what is not found again needs these.
    const report =
      found.differences.length > 0
        ? reportOf(number, found)
        : `${reportOf(number, { ...found, differences })}\n  only after other programs: the same command as now finds it`;
    tell({ run: 0, report });
    sequences = new Sequences();
    break;
  }
  tell({ run: behind - first });
}
