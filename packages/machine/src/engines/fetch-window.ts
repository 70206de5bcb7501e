/**
 * The fetch window: the page that instructions come from, and what to add to an address in it for its
 * place in the shared memory. Code that leaves it moves it by a look into the TLB; only where that
 * knows nothing is the host asked.
 */

import {
  FETCH_TLB_SHIFT,
  fetchLinks,
  fetchTlbEntries,
  fetchTlbEntry,
  RAM,
  REGIME_ROW_SHIFT,
  regimeRow,
  slot,
} from '../hart/layout.ts';
import { PAGE, PAGE_SHIFT } from '../hart/page.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';

/**
 * Has the window show the page of `pc`.
 * @param entry is overwritten.
 * @param missing where to go if the TLB does not know the page.
 */
export function writeOpenWindow(f: FunctionBuilder, pc: Local, entry: Local, missing: Label): void {
  f.get(pc).i64(-PAGE).op('i64.and').at('i64.load', slot.fetchPage).op('i64.ne');
  f.if(() => {
    writeFindEntry(f, pc, entry, missing);
    f.at('i64.store', slot.fetchPage, () => f.get(pc).i64(-PAGE).op('i64.and'));
    f.at('i32.store', slot.fetchAddend, () =>
      f.get(entry).memory('i32.load', fetchTlbEntry.addend),
    );
  });
}

/** Sets `entry` to the place of the TLB's entry for the page of an address; goes to `missing` if that is not known. */
export function writeFindEntry(
  f: FunctionBuilder,
  address: Local,
  entry: Local,
  missing: Label,
): void {
  writeOffset(f, address);
  f.at('i32.load', slot.fetchTlb).op('i32.add').tee(entry);
  f.memory('i64.load', fetchTlbEntry.page);
  f.get(address).i64(-PAGE).op('i64.and').op('i64.ne').brIf(missing);
}

/** Leaves where in a TLB an address has its entry. */
export function writeOffset(f: FunctionBuilder, address: Local): void {
  f.get(address)
    .op('i32.wrap_i64')
    .i32(PAGE_SHIFT - fetchTlbEntry.shift)
    .op('i32.shr_u');
  f.i32((fetchTlbEntries - 1) << fetchTlbEntry.shift).op('i32.and');
}

/** Leaves the place of the row of the way in which instructions are found now. */
export function writeFetchRow(f: FunctionBuilder): FunctionBuilder {
  f.at('i32.load', slot.fetchTlb).at('i32.load', slot.fetchTlbs).op('i32.sub');
  f.i32(FETCH_TLB_SHIFT - REGIME_ROW_SHIFT).op('i32.shr_u');
  return f.at('i32.load', slot.regimeRows).op('i32.add');
}

/** Enters the page of an address and its place in RAM into the TLB in use, as `FetchTlbs.fill` does. */
export function writeEnterCode(f: FunctionBuilder, address: Local, place: Local, row: Local): void {
  const [entry, stamp] = [f.local('i32'), f.local('i64')];
  writeOffset(f, address);
  f.at('i32.load', slot.fetchTlb).op('i32.add').set(entry);
  f.get(entry).memory('i64.load', fetchTlbEntry.page).i64(-1).op('i64.ne');
  f.if(() => {
    f.at('i64.load', slot.lastFetchStamp).i64(1).op('i64.add').set(stamp);
    for (const known of [slot.lastFetchStamp, slot.fetchStamp])
      f.at('i64.store', known, () => f.get(stamp));
    f.get(row).get(stamp).memory('i64.store', regimeRow.fetchStamp);
  });
  f.get(entry).get(address).i64(-PAGE).op('i64.and').memory('i64.store', fetchTlbEntry.page);
  f.get(entry).get(place).i64(RAM).op('i64.add').get(address).op('i64.sub').op('i32.wrap_i64');
  f.memory('i32.store', fetchTlbEntry.addend);
  f.get(entry).memory('i32.load', fetchTlbEntry.link);
  f.i32(fetchLinks.unused).op('i32.eq');
  f.if(() => {
    f.get(entry).get(row).memory('i32.load', regimeRow.fetchUsed);
    f.memory('i32.store', fetchTlbEntry.link);
    f.get(row);
    writeOffset(f, address);
    f.memory('i32.store', regimeRow.fetchUsed);
  });
}
