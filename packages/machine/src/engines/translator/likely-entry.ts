/**
 * What an entry of the TLB for data most likely is. All pages that are mapped in one piece have the same, which is
 * what to add for their place in RAM: a kernel's, a program's without an operating system.
 */

import type { Hart } from '../../hart/hart.ts';
import { type DataTlbShape, dataTlbEntryBytes, slot } from '../../hart/layout.ts';
import { PAGE_SHIFT } from '../../hart/page.ts';

const PAGE_NUMBER_SHIFT = BigInt(PAGE_SHIFT);

/** The entry of most of the pages that the hart's registers lead to, as far as the TLB has them; undefined if they differ. */
export function likelyEntry(hart: Hart, { entries, ramBits }: DataTlbShape): bigint | undefined {
  const table = hart.low(slot.dataTlb);
  const times = new Map<bigint, number>();
  let all = 0;
  for (let register = 1; register < 32; register++) {
    const address = hart.register(register);
    const index = Number((address >> PAGE_NUMBER_SHIFT) & BigInt(entries - 1));
    const entry = hart.view.getBigInt64(table + (index << dataTlbEntryBytes), true);
    if (BigInt.asUintN(64, address + entry) >> BigInt(ramBits) !== 0n) continue;
    times.set(entry, (times.get(entry) ?? 0) + 1);
    all++;
  }
  const [most] = [...times].sort(([, a], [, b]) => b - a);
  return most && most[1] > all / 2 ? most[0] : undefined;
}
