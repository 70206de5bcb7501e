/** What a probe is told of traps, from what engines tell and the hart's state shows. */

import { trapModes } from '@ireko/isa';
import type { TrapListener } from './engines/engine.ts';
import type { Hart } from './hart/hart.ts';
import { slot } from './hart/layout.ts';
import type { Probe } from './probe.ts';

const INTERRUPT = 1n << 63n;

/** The listener for a probe that wants to know of traps; undefined where none does. */
export function trapListener(hart: Hart, probe: Probe | undefined): TrapListener | undefined {
  if (!probe?.trapTaken && !probe?.trapReturned) return undefined;
  return {
    taken: (from) => {
      const to = hart.mode;
      const value = hart.state(trapModes[to]?.cause ?? 'mcause');
      const kind = value & INTERRUPT ? 'interrupt' : 'exception';
      const code = Number(value & 0xffn);
      const own = kind === 'exception' ? 1 : 0;
      const begun = hart.number(slot.begun) + own;
      probe.trapTaken?.({ hart: hart.id, begun, kind, code, from, to });
    },
    returned: (from) => {
      const begun = hart.number(slot.begun) + 1;
      probe.trapReturned?.({ hart: hart.id, begun, from, to: hart.mode });
    },
  };
}
