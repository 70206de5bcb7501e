/** Zbc and Zbkc, carry-less multiplication [bitmanip §2.3]: assembled only. */

import { OP, R, type Row } from '../format.ts';

// biome-ignore format: columns are the point.
export const zbc: Readonly<Record<string, Row>> = {
  clmul:  R(OP, 0b001, 0b0000101),
  clmulh: R(OP, 0b011, 0b0000101),
  clmulr: R(OP, 0b010, 0b0000101),
};
