/**
 * `sfence.vma` of one address in generated code: as `Mmu.forgetPage` does, but where the host knows more. Kernels fence
 * each page that they map.
 */

import { APART, DROPPED } from '../hart/data-tlb.ts';
import {
  type DataTlbShape,
  fetchTlbBytes,
  fetchTlbEntry,
  REGIME_ROW_SHIFT,
  regimeRow,
  slot,
} from '../hart/layout.ts';
import { regime } from '../hart/regime.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { writeOffset } from './fetch-window.ts';
import { writeEntryOf, writeInState } from './page-walk.ts';

const PAGE_SHIFT = 12;
const PAGE_MASK = -4096;

/**
 * Writes `fencePage` (address): nobody knows any more what it means to a supervisor.
 * @param host does it where a page is larger, its writes are watched, or it has code.
 */
export function writeFencePage(f: FunctionBuilder, shape: DataTlbShape, host: Callable): void {
  const [address] = f.parameters;
  if (!address) throw new Error('a fence takes an address');
  const [row, end, page] = [f.local('i32'), f.local('i32'), f.local('f64')];
  const rowOf = (way: number) =>
    f
      .at('i32.load', slot.regimeRows)
      .i32(way << REGIME_ROW_SHIFT)
      .op('i32.add');
  f.block((others) => {
    for (const mode of [regime.user, regime.supervisor]) {
      writeHasCode(f, address, regime.host + mode);
      f.brIf(others);
    }
    f.get(address).i64(PAGE_SHIFT).op('i64.shr_u').op('f64.convert_i64_u').set(page);
    rowOf(regime.host);
    f.set(row);
    rowOf(regime.guest);
    f.set(end);
    f.loop((again) => {
      f.get(page).get(row).memory('f64.load', regimeRow.largeStart).op('f64.lt').op('i32.eqz');
      f.get(page).get(row).memory('f64.load', regimeRow.largeEnd).op('f64.lt');
      f.op('i32.and').brIf(others);
      f.get(row).memory('i32.load', regimeRow.dataTlb);
      f.if(() => f.scope(() => writeForget(f, shape, address, row, others)));
      f.get(row)
        .i32(1 << REGIME_ROW_SHIFT)
        .op('i32.add')
        .tee(row);
      f.get(end).op('i32.lt_u').brIf(again);
    });
    f.at('i64.store', slot.fetchPage, () => f.i64(-1));
    f.op('return');
  });
  f.at('i64.store', slot.exchange, () => f.get(address));
  f.call(host);
}

/** Leaves whether the TLB for instructions of a way knows the page of an address. */
function writeHasCode(f: FunctionBuilder, address: Local, way: number): void {
  writeOffset(f, address);
  f.at('i32.load', slot.fetchTlbs).op('i32.add');
  f.memory('i64.load', way * fetchTlbBytes + fetchTlbEntry.page);
  f.get(address).i64(PAGE_MASK).op('i64.and').op('i64.eq');
}

/** Has the TLB for data of a row drop its entries for the page of an address, or goes to `others`. */
function writeForget(
  f: FunctionBuilder,
  shape: DataTlbShape,
  address: Local,
  row: Local,
  others: Label,
): void {
  const [at, unused] = [f.local('i32'), f.local('i64')];
  const tlb = () => f.get(row).memory('i32.load', regimeRow.dataTlb);
  writeEntryOf(f, shape, tlb, address, at, unused);
  f.get(at).memory('i64.load', shape.tableBytes);
  writeInState(f, unused, APART);
  f.op('i64.eq').brIf(others);
  for (const table of [0, shape.tableBytes]) {
    f.get(at).memory('i64.load', table).get(address).op('i64.add');
    f.i64(shape.ramBits).op('i64.shr_u').op('i64.eqz');
    f.if(() => {
      f.get(at);
      writeInState(f, unused, DROPPED);
      f.memory('i64.store', table);
    });
  }
}
