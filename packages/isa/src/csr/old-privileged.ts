/** What specifications of the privileged architecture before 1.10 had: assembled only. */

import { field } from '../field.ts';
import { type Row, System } from '../format.ts';

const rs1 = field('rs1', '4:0@15', { kind: 'register' });

// biome-ignore format: columns are the point.
export const oldPrivileged: Readonly<Record<string, Row>> = {
  uret:        System(0b0000000_00010),
  hret:        System(0b0010000_00010),
  dret:        System(0b0111101_10010),
  'sfence.vm': { ...System(0b0001000_00100), fields: [rs1], syntax: 'rs1' },
};
