/**
 * `sfence.vma` and `hfence.vvma` in generated code, of one address and of all: as `Mmu.forgetPage` and `Mmu.forget` do,
 * but where the host knows more. Kernels fence each page that they map, and all when they change address spaces.
 */

import { APART, DROPPED } from '../hart/data-tlb.ts';
import {
  type DataTlbShape,
  dataTlbEntryBytes,
  FETCH_TLB_SHIFT,
  fetchLinks,
  fetchTlbBytes,
  fetchTlbEntry,
  REGIME_ROW_SHIFT,
  regimeRow,
  regimes,
  slot,
  usedBytes,
  usedRoom,
} from '../hart/layout.ts';
import { PAGE, PAGE_SHIFT } from '../hart/page.ts';
import { regime } from '../hart/regime.ts';
import type { Callable, FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { writeOffset } from './fetch-window.ts';
import { writeEntryOf, writeInState } from './page-walk.ts';

/** The ways to translate whose translations are forgotten: a supervisor's own, or its guests'. */
interface Fenced {
  /** The number of the first, and the places of its row and of that behind the last. */
  readonly first: Local;
  readonly row: Local;
  readonly end: Local;
}

function writeFenced(f: FunctionBuilder, isGuest: Local): Fenced {
  const [first, row, end] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.i32(regime.guest).i32(regime.host).get(isGuest).op('select').tee(first);
  writeRow(f).set(row);
  f.i32(regimes).i32(regime.guest).get(isGuest).op('select');
  writeRow(f).set(end);
  return { first, row, end };
}

/** Makes of a way's number the place of its row. */
function writeRow(f: FunctionBuilder): FunctionBuilder {
  return f.i32(REGIME_ROW_SHIFT).op('i32.shl').at('i32.load', slot.regimeRows).op('i32.add');
}

/** Goes to the row behind this one, and on with the loop unless that was the last. */
function writeNextRow(f: FunctionBuilder, { row, end }: Fenced, again: Label): void {
  f.get(row)
    .i32(1 << REGIME_ROW_SHIFT)
    .op('i32.add')
    .tee(row);
  f.get(end).op('i32.lt_u').brIf(again);
}

/**
 * Writes `fencePage` (address, is a guest's): nobody knows any more what it means to a supervisor, or its guests.
 * @param host does it where a page is larger, its writes are watched, or it has code.
 */
export function writeFencePage(f: FunctionBuilder, shape: DataTlbShape, host: Callable): void {
  const [address, isGuest] = f.parameters;
  if (!address || !isGuest) throw new Error('a fence takes an address and whose it is');
  const page = f.local('f64');
  f.block((others) => {
    const fenced = writeFenced(f, isGuest);
    const { first, row } = fenced;
    for (const mode of [regime.user, regime.supervisor]) {
      writeHasCode(f, address, first, mode);
      f.brIf(others);
    }
    f.get(address).i64(PAGE_SHIFT).op('i64.shr_u').op('f64.convert_i64_u').set(page);
    f.loop((again) => {
      f.get(page).get(row).memory('f64.load', regimeRow.largeStart).op('f64.lt').op('i32.eqz');
      f.get(page).get(row).memory('f64.load', regimeRow.largeEnd).op('f64.lt');
      f.op('i32.and').brIf(others);
      f.get(row).memory('i32.load', regimeRow.dataTlb);
      f.if(() => f.scope(() => writeForget(f, shape, address, row, others)));
      writeNextRow(f, fenced, again);
    });
    f.at('i64.store', slot.fetchPage, () => f.i64(-1));
    f.op('return');
  });
  f.at('i64.store', slot.exchange, () => f.get(address));
  f.get(isGuest).call(host);
}

/**
 * Writes `fenceAll` (is the guests'): nobody knows any more what any address means to a supervisor, or its guests.
 * @param host does it where writes to a page are watched, or more entries were used than the list of them has room for.
 */
export function writeFenceAll(f: FunctionBuilder, shape: DataTlbShape, host: Callable): void {
  const [isGuest] = f.parameters;
  if (!isGuest) throw new Error('a fence is told whose translations are forgotten');
  const tlb = f.local('i32');
  const lists = 2 * shape.tableBytes;
  f.block((others) => {
    const fenced = writeFenced(f, isGuest);
    const { row } = fenced;
    f.loop((again) => {
      f.get(row).memory('i32.load', regimeRow.dataTlb).tee(tlb);
      f.if(() => {
        writeEmpty(f, tlb, { table: 0, list: lists, others });
        writeEmpty(f, tlb, { table: shape.tableBytes, list: lists + usedBytes, others });
      });
      f.get(row).float('f64', Infinity).memory('f64.store', regimeRow.largeStart);
      f.get(row).float('f64', 0).memory('f64.store', regimeRow.largeEnd);
      f.scope(() => writeEmptyCode(f, row));
      writeNextRow(f, fenced, again);
    });
    f.at('i64.store', slot.fetchPage, () => f.i64(-1));
    f.op('return');
  });
  f.get(isGuest).call(host);
}

/** Empties a table of a TLB for data by its list of entries used; goes to `others` if that is not all, or one is kept apart. */
function writeEmpty(
  f: FunctionBuilder,
  tlb: Local,
  at: { readonly table: number; readonly list: number; readonly others: Label },
): void {
  f.scope(() => {
    const [count, index, entry] = [f.local('i32'), f.local('i32'), f.local('i32')];
    const unused = f.local('i64');
    f.get(tlb).memory('i32.load', at.list).set(count);
    f.get(count).i32(usedRoom).op('i32.gt_u').brIf(at.others);
    f.block((done) => {
      f.loop((again) => {
        f.get(count).op('i32.eqz').brIf(done);
        f.get(count)
          .i32(2)
          .op('i32.shl')
          .get(tlb)
          .op('i32.add')
          .memory('i32.load', at.list)
          .set(index);
        f.get(index).i32(dataTlbEntryBytes).op('i32.shl').get(tlb).op('i32.add').set(entry);
        f.get(index)
          .op('i64.extend_i32_u')
          .i64(-PAGE)
          .op('i64.mul')
          .i64(PAGE)
          .op('i64.sub')
          .set(unused);
        f.get(entry).memory('i64.load', at.table);
        writeInState(f, unused, APART);
        f.op('i64.eq').brIf(at.others);
        f.get(entry).get(unused).memory('i64.store', at.table);
        f.get(count).i32(1).op('i32.sub').set(count).br(again);
      });
    });
    f.get(tlb).i32(0).memory('i32.store', at.list);
  });
}

/** Empties the TLB for instructions of a row, by its list of entries used. */
function writeEmptyCode(f: FunctionBuilder, row: Local): void {
  const [tlb, entry, offset] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const stamp = f.local('i64');
  f.get(row).memory('i32.load', regimeRow.fetchUsed).tee(offset).i32(fetchLinks.end).op('i32.ne');
  f.if(() => {
    f.get(row).at('i32.load', slot.regimeRows).op('i32.sub');
    f.i32(FETCH_TLB_SHIFT - REGIME_ROW_SHIFT).op('i32.shl');
    f.at('i32.load', slot.fetchTlbs).op('i32.add').set(tlb);
    f.loop((again) => {
      f.get(tlb).get(offset).op('i32.add').set(entry);
      f.get(entry).memory('i32.load', fetchTlbEntry.link).set(offset);
      f.get(entry).i64(-1).memory('i64.store', fetchTlbEntry.page);
      f.get(entry).i32(0).memory('i32.store', fetchTlbEntry.addend);
      f.get(entry).i32(fetchLinks.unused).memory('i32.store', fetchTlbEntry.link);
      f.get(offset).i32(fetchLinks.end).op('i32.ne').brIf(again);
    });
    f.get(row).i32(fetchLinks.end).memory('i32.store', regimeRow.fetchUsed);
    f.at('i64.load', slot.lastFetchStamp).i64(1).op('i64.add').set(stamp);
    f.at('i64.store', slot.lastFetchStamp, () => f.get(stamp));
    f.get(row).get(stamp).memory('i64.store', regimeRow.fetchStamp);
    f.at('i32.load', slot.fetchTlb).get(tlb).op('i32.eq');
    f.if(() => f.at('i64.store', slot.fetchStamp, () => f.get(stamp)));
  });
}

/** Leaves whether the TLB for instructions of a way knows the page of an address. @param mode behind the first way. */
function writeHasCode(f: FunctionBuilder, address: Local, first: Local, mode: number): void {
  writeOffset(f, address);
  f.at('i32.load', slot.fetchTlbs).op('i32.add').get(first).i32(FETCH_TLB_SHIFT).op('i32.shl');
  f.op('i32.add').memory('i64.load', mode * fetchTlbBytes + fetchTlbEntry.page);
  f.get(address).i64(-PAGE).op('i64.and').op('i64.eq');
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
