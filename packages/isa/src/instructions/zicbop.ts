/** Zicbop, prefetching of cache blocks [cmo §4.2]: `ori` to `x0`, a HINT. Assembled only. */

import { field } from '../field.ts';
import { OP_IMM, type Row } from '../format.ts';

const rs1 = field('rs1', '4:0@15', { kind: 'register' });
const offset = field('imm', '11:5@25', { signed: true });

function Prefetch(code: number): Row {
  const match = (code << 20) | (0b110 << 12) | OP_IMM;
  return { length: 4, match, fields: [rs1, offset], syntax: 'imm(rs1)' };
}

// biome-ignore format: columns are the point.
export const zicbop: Readonly<Record<string, Row>> = {
  'prefetch.i': Prefetch(0b00000),
  'prefetch.r': Prefetch(0b00001),
  'prefetch.w': Prefetch(0b00011),
};
