/**
 * Finding where in RAM a region's access goes that it did not find by itself: one that is misaligned
 * within a page by another look into the TLB, one that the TLB does not know by a walk, any other by the host.
 */

import { type DataTlbShape, RAM, slot } from '../hart/layout.ts';
import type { Callable, FunctionBuilder } from '../wasm/function-builder.ts';
import { writeTlbLook } from './code-meaning.ts';

const PAGE = 4096;
const NOWHERE = -1;

/** Writes `findRead` or `findWrite` [callees.ts]. */
export function writeFind(
  f: FunctionBuilder,
  kind: 'read' | 'write',
  dataTlb: DataTlbShape,
  walk: Callable,
  hostPlace: Callable,
): void {
  const [address, width] = f.parameters;
  if (!address || !width) throw new Error('to find a place takes an address and a width');
  const found = f.local('i64');
  const place = f.local('i32');
  const tlb = () => f.at('i32.load', slot.dataTlb);
  f.get(address)
    .op('i32.wrap_i64')
    .i32(PAGE - 1)
    .op('i32.and');
  f.get(width).op('i32.add').i32(PAGE).op('i32.le_u');
  f.if(() => {
    writeTlbLook(f, dataTlb, kind, { address, tlb, alignment: 1 }, found);
    f.if(() => f.get(found).op('return'));
    f.get(address).call(walk).tee(found).i64(0).op('i64.ge_s');
    f.if(() => f.get(found).op('return'));
  });
  f.at('i64.store', slot.exchange, () => f.get(address));
  f.get(width)
    .i32(kind === 'write' ? 1 : 0)
    .call(hostPlace)
    .tee(place)
    .op('i32.eqz');
  f.if(() => f.i64(NOWHERE).op('return'));
  f.get(place).i32(RAM).op('i32.sub').op('i64.extend_i32_u');
}
