/**
 * The fetch window: the page that instructions come from, and what to add to an address in it for its
 * place in the shared memory. Code that leaves it moves it by a look into the TLB; only where that
 * knows nothing is the host asked.
 */

import { fetchTlbEntries, fetchTlbEntry, slot } from '../hart/layout.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';

const PAGE_SHIFT = 12;
const PAGE_MASK = -4096;

/**
 * Has the window show the page of `pc`.
 * @param entry is overwritten.
 * @param missing where to go if the TLB does not know the page.
 */
export function writeOpenWindow(f: FunctionBuilder, pc: Local, entry: Local, missing: Label): void {
  f.get(pc).i64(PAGE_MASK).op('i64.and').at('i64.load', slot.fetchPage).op('i64.ne');
  f.if(() => {
    writeFindEntry(f, pc, entry, missing);
    f.at('i64.store', slot.fetchPage, () => f.get(pc).i64(PAGE_MASK).op('i64.and'));
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
  f.get(address)
    .op('i32.wrap_i64')
    .i32(PAGE_SHIFT - fetchTlbEntry.shift)
    .op('i32.shr_u');
  f.i32((fetchTlbEntries - 1) << fetchTlbEntry.shift).op('i32.and');
  f.at('i32.load', slot.fetchTlb).op('i32.add').tee(entry);
  f.memory('i64.load', fetchTlbEntry.page);
  f.get(address).i64(PAGE_MASK).op('i64.and').op('i64.ne').brIf(missing);
}
