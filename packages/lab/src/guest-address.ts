/**
 * What a guest's load or store meant: walks the guest's own tables, which lie in its RAM, from
 * a guest-virtual to a guest-physical address [priv §4.4, §4.3.2]. Permissions are left to the
 * VMM; this only tells which place is meant.
 */

import { mstatus } from '@ireko/isa';
import { type Region, ramBase, regions, virtioRegions } from '@ireko/machine';
import type { Vm, VmmView } from './vmm-view.ts';

const MODE_M = 3n;
/** Modes of `satp`: Sv39 has three levels, and each after it one more. */
const SV39 = 8n;
const LEVELS_OF_SV39 = 3n;
const PAGE_SHIFT = 12n;
const LEVEL_BITS = 9n;
const PPN = (1n << 44n) - 1n;
const PTE_V = 1n << 0n;
const PTE_RWX = 0b111n << 1n;
const PTE_PPN_SHIFT = 10n;

/** How a guest reaches memory: as code, or as data, for which `mstatus.mprv` matters. */
export type Use = 'fetch' | 'data';

/** The mode whose rules an access of the guest obeys: 0 U, 1 S, 3 M. */
function effectiveMode(view: VmmView, vm: Vm, use: Use): bigint {
  const mode = view.field(vm, 'VM_MODE');
  if (mode !== MODE_M || use === 'fetch') return mode;
  const status = view.field(vm, 'VM_MSTATUS');
  const modified = (status >> BigInt(mstatus.mprv.at)) & 1n;
  return modified ? (status >> BigInt(mstatus.mpp.at)) & 0b11n : mode;
}

/** Whether the guest has turned on paging. */
const pages = (view: VmmView, vm: Vm): boolean => view.field(vm, 'VM_SATP') >> 60n >= SV39;

/** Whether the guest, in M-mode, loads and stores through another mode's page tables. */
export const underMprv = (view: VmmView, vm: Vm): boolean =>
  pages(view, vm) && effectiveMode(view, vm, 'data') !== view.field(vm, 'VM_MODE');

/** The guest-physical address behind a guest-virtual one, or undefined: the guest maps nothing there. */
export function guestPhysical(
  view: VmmView,
  vm: Vm,
  address: bigint,
  use: Use,
): bigint | undefined {
  if (effectiveMode(view, vm, use) === MODE_M || !pages(view, vm)) return address;
  const satp = view.field(vm, 'VM_SATP');
  let table = (satp & PPN) << PAGE_SHIFT;
  for (let level = (satp >> 60n) - SV39 + LEVELS_OF_SV39 - 1n; level >= 0n; level--) {
    const shift = PAGE_SHIFT + LEVEL_BITS * level;
    const place = realAddress(view, vm, table + ((address >> shift) & 0x1ffn) * 8n);
    const entry = place === undefined ? 0n : view.peek(place);
    if ((entry & PTE_V) === 0n) return undefined;
    const page = ((entry >> PTE_PPN_SHIFT) & PPN) << PAGE_SHIFT;
    const offset = (1n << shift) - 1n;
    if ((entry & PTE_RWX) !== 0n) return (page & ~offset) | (address & offset);
    table = page;
  }
  return undefined;
}

/** Where guest-physical RAM really is, or undefined outside of it. */
function realAddress(view: VmmView, vm: Vm, guest: bigint): bigint | undefined {
  const offset = guest - BigInt(ramBase);
  if (offset < 0n || offset >= view.field(vm, 'VM_RAM_BYTES')) return undefined;
  return view.field(vm, 'VM_RAM') + offset;
}

const devices: readonly Region[] = [...Object.values(regions), ...virtioRegions];

/** The device at a guest-physical address, by its name in the memory map of the `virt` board. */
export function deviceAt(guest: bigint): string | undefined {
  const address = Number(guest);
  return devices.find(({ base, size }) => address >= base && address < base + size)?.name;
}
