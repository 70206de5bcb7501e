/**
 * Zihintpause [unpriv §4]: a loop that waits for another hart says so. Its encoding is a `fence` that
 * orders nothing, and is that where the extension is not known.
 */

import { FenceHint, type Row } from '../format.ts';

export const zihintpause: Readonly<Record<string, Row>> = {
  pause: FenceHint(0b0000_0001_0000, (m) => m.giveWay()),
};
