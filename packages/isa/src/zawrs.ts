/**
 * Zawrs, waiting on a reservation set [zawrs §1]. A wait may end for any reason, and with one hart
 * there is nothing to wait for: it ends at once.
 */

import { type Row, System } from './format.ts';

export const zawrs: Readonly<Record<string, Row>> = {
  'wrs.nto': System(0b0000000_01101, () => {}),
  'wrs.sto': System(0b0000000_11101, () => {}),
};
