/**
 * Finding where in RAM an access goes whose place an aligned look into the TLB did not tell: one that is misaligned
 * within a page by another look, one that the TLB does not know by a walk, any other by the host.
 *
 * A region keeps places that it found in the TLB. So that engines agree on what a program sees that forgets a
 * fence, nothing else may take the place of an entry meanwhile: where it has, the region is left.
 */

import { type DataTlbShape, dataTlbEntryBytes, RAM, slot } from '../hart/layout.ts';
import { PAGE, PAGE_SHIFT } from '../hart/page.ts';
import type { Callable, FunctionBuilder, Local } from '../wasm/function-builder.ts';
import { writeTlbLook } from './code-meaning.ts';
import { FAULTED, NOWHERE } from './translation-stage.ts';

/** The two highest bits. */
const STATE = -(2n ** 62n);

/** Writes a function (address, width) → the place in RAM, now also in the TLB; or `NOWHERE` or `FAULTED` [page-walk.ts]. */
export function writeFindHere(
  f: FunctionBuilder,
  kind: 'read' | 'write',
  dataTlb: DataTlbShape,
  walk: Callable,
): void {
  const [address, width] = parametersOf(f);
  const found = f.local('i64');
  const tlb = () => f.at('i32.load', slot.dataTlb);
  f.get(address)
    .op('i32.wrap_i64')
    .i32(PAGE - 1)
    .op('i32.and');
  f.get(width).op('i32.add').i32(PAGE).op('i32.le_u');
  f.if(() => {
    writeTlbLook(f, dataTlb, kind, { address, tlb, alignment: 1 }, found);
    f.if(() => f.get(found).op('return'));
    f.get(address).call(walk).op('return');
  });
  f.i64(NOWHERE);
}

/** Writes `findRead` or `findWrite` [callees.ts]. @param finder is what `writeFindHere` writes. */
export function writeFind(
  f: FunctionBuilder,
  kind: 'read' | 'write',
  dataTlb: DataTlbShape,
  finder: Callable,
  hostPlace: Callable,
): void {
  const [address, width] = parametersOf(f);
  const found = f.local('i64');
  const place = f.local('i32');
  const entries = entriesOf(f, dataTlb, address);
  entries.note();
  f.get(address).get(width).call(finder).tee(found).i64(0).op('i64.ge_s');
  f.if(() => {
    entries.leaveIfReplaced();
    f.get(found).op('return');
  });
  f.get(found).i64(FAULTED).op('i64.eq');
  f.if(() => f.i64(NOWHERE).op('return'));
  f.at('i64.store', slot.exchange, () => f.get(address));
  f.get(width)
    .i32(kind === 'write' ? 1 : 0)
    .call(hostPlace)
    .tee(place)
    .op('i32.eqz');
  f.if(() => f.i64(NOWHERE).op('return'));
  entries.leaveIfReplaced();
  f.get(place).i32(RAM).op('i32.sub').op('i64.extend_i32_u');
}

function parametersOf(f: FunctionBuilder): readonly [address: Local, width: Local] {
  const [address, width] = f.parameters;
  if (!address || !width) throw new Error('to find a place takes an address and a width');
  return [address, width];
}

/** The TLB's entries for the page of an address. */
function entriesOf(
  f: FunctionBuilder,
  { entries, tableBytes }: DataTlbShape,
  address: Local,
): { readonly note: () => void; readonly leaveIfReplaced: () => void } {
  const [index, at] = [f.local('i64'), f.local('i32')];
  const tables = [0, tableBytes].map((table) => ({ table, before: f.local('i64') }));
  return {
    note: () => {
      f.get(address).i64(PAGE_SHIFT).op('i64.shr_u');
      f.i64(entries - 1)
        .op('i64.and')
        .tee(index);
      f.op('i32.wrap_i64').i32(dataTlbEntryBytes).op('i32.shl');
      f.at('i32.load', slot.dataTlb).op('i32.add').set(at);
      for (const { table, before } of tables) f.get(at).memory('i64.load', table).set(before);
    },
    leaveIfReplaced: () => {
      for (const { table, before } of tables) {
        // One that told generated code nothing differs by its state at most from what it was at first [data-tlb.ts].
        f.get(before).i64(STATE).op('i64.or');
        f.get(index).i64(-PAGE).op('i64.mul').i64(PAGE).op('i64.sub').op('i64.ne');
        f.get(before).get(at).memory('i64.load', table).op('i64.ne').op('i32.and');
        f.if(() => f.i64(NOWHERE).op('return'));
      }
    },
  };
}
