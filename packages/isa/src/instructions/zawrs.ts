/**
 * Zawrs, waiting on a reservation set [zawrs §1]. A hart waits while it holds a reservation, but a wait
 * may end for any reason: here it ends when the others have had their turns.
 */

import { type Row, System } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';

const wait: MeaningOf = (m) =>
  m.when(m.ne(m.state('reservation'), m.constant(-1)), () => m.giveWay());

export const zawrs: Readonly<Record<string, Row>> = {
  'wrs.nto': System(0b0000000_01101, wait),
  'wrs.sto': System(0b0000000_11101, wait),
};
