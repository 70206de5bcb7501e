/** What must hold of a machine at any moment, whatever its guest did: for tests and fuzzing. */

import {
  dataTlbEntryBytes,
  dataTlbShape,
  dataTlbs,
  dataTlbsPlace,
  fetchTlbBytes,
  fetchTlbEntry,
  fetchTlbsPlace,
  RAM,
  regimeRow,
  regimes,
  slot,
} from '../src/hart/layout.ts';
import type { Machine } from '../src/index.ts';

const NOTHING = 0xffff_ffff;
const PAGE = 4096;

/**
 * Looks at what generated code relies on without asking: that all it finds in TLBs and fetch windows
 * leads into the guest's RAM, and to nothing of this memory that is not the guest's.
 * @returns what does not hold, or undefined.
 */
export function unsound(machine: Machine): string | undefined {
  for (let hart = 0; hart < machine.harts; hart++) {
    const problem = unsoundFetches(machine, hart);
    if (problem !== undefined) return `${problem} of hart ${hart}`;
  }
  return unsoundData(machine);
}

function unsoundFetches(machine: Machine, id: number): string | undefined {
  const { hart: running, ramBytes } = machine;
  const isRamPage = (page: number, addend: number) => {
    const place = (page + addend) >>> 0;
    return place >= RAM && place < RAM + ramBytes && place % PAGE === 0;
  };
  const hart = machine.hartOf(id);
  const window = hart.low(slot.fetchPage);
  const isOpen = window !== NOTHING || hart.high(slot.fetchPage) !== NOTHING;
  if (isOpen && !isRamPage(window, hart.low(slot.fetchAddend))) return 'the fetch window';
  const first = fetchTlbsPlace(ramBytes, id);
  const end = first + regimes * fetchTlbBytes;
  const used = hart.low(slot.fetchTlb);
  if (used < first || used >= end || (used - first) % fetchTlbBytes !== 0) return 'the TLB in use';
  for (let entry = first; entry < end; entry += 1 << fetchTlbEntry.shift) {
    const page = running.low(entry + fetchTlbEntry.page);
    if (page === NOTHING && running.high(entry + fetchTlbEntry.page) === NOTHING) continue;
    if (!isRamPage(page, running.low(entry + fetchTlbEntry.addend))) return 'a TLB for code';
  }
  return undefined;
}

/** An entry leads to at most one page [data-tlb.ts]. */
function unsoundData({ hart, harts, ramBytes }: Machine): string | undefined {
  const { entries, ramBits, tableBytes, tlbBytes } = dataTlbShape(ramBytes, harts);
  const start = dataTlbsPlace(ramBytes, harts);
  const end = start + dataTlbs * tlbBytes;
  const used = hart.low(slot.dataTlb);
  if (used < start || used >= end || (used - start) % tlbBytes !== 0) return 'the data TLB';
  if (hart.low(hart.low(slot.dataRow) + regimeRow.dataTlb) !== used) return 'the way to data';
  const tables = Array.from({ length: dataTlbs }, (_, tlb) => start + tlb * tlbBytes);
  for (const table of tables.flatMap((place) => [place, place + tableBytes])) {
    const words = hart.words.subarray(table >>> 2, (table + tableBytes) >>> 2);
    if (words.every((word) => word === 0)) continue; // never used
    for (let index = 0; index < entries; index++) {
      const low = words[index << (dataTlbEntryBytes - 2)] ?? 0;
      const page = (index + (low >>> 12)) & (entries - 1);
      if (page * PAGE >= 2 ** ramBits) continue;
      if (page * PAGE >= ramBytes || low % PAGE !== 0) return 'a TLB for data';
    }
  }
  return undefined;
}
