/**
 * Page walks in generated code: those in which nothing but the entries of a supervisor's page
 * table decides, and which change none of them [page-tables.ts, mmu.ts]. Any other is the host's.
 *
 *   No guest runs, and nobody is told of walks                  `walkMask`, `walkBits` of the way
 *   The table is in RAM where PMP allows everything             the slots `walkStart`, `walkBytes`
 *   The leaf allows the access, its A bit is set, and D for a write; R with X
 *   It leads to such RAM as well, and writes there are not watched
 *   The TLB has no entry for writes there that is kept apart     the host knows it [data-tlb.ts]
 *
 * Or those that fault because an entry is not valid, or its page is not to be written: most faults are such.
 */

import { cause, translationModes } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import { APART, DROPPED } from '../hart/data-tlb.ts';
import {
  type DataTlbShape,
  dataTlbEntryBytes,
  RAM,
  regimeRow,
  slot,
  stateAddress,
  usedBytes,
  usedRoom,
} from '../hart/layout.ts';
import { A, type AccessKind, D, PPN_SHIFT, R, U, V, W, X } from '../hart/page-tables.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { writeEnterCode, writeFetchRow } from './fetch-window.ts';

const PAGE_SHIFT = 12;
const PAGE = 2 ** PAGE_SHIFT;
const INDEX_BITS = 9;
const ENTRY_SHIFT = 3;
const MODE_SHIFT = 60;
const LONGEST = translationModes.sv57 - translationModes.sv39;
const PPN_MASK = 2n ** 44n - 1n;

/** What is no place: the host must find it; or the access faults, and the exception is in its slots. */
export const NOWHERE = -1;
export const FAULTED = -2;

const pageFaults: Readonly<Record<AccessKind, number>> = {
  read: cause.LOAD_PAGE_FAULT,
  write: cause.STORE_PAGE_FAULT,
  execute: cause.FETCH_PAGE_FAULT,
};

/** What a leaf must have besides what the way to translate asks for: of a reserved one without R there is none. */
const needed: Readonly<Record<AccessKind, bigint>> = {
  read: 0n,
  write: BigInt(W | D),
  execute: BigInt(X),
};

/** What an entry that leads to another table must not have, besides the bits of its number [priv figure 4.18]. */
const NOT_BRANCH = (0x3ffn << 54n) | BigInt(R | W | X | U | A | D);

/**
 * Writes a function (address) → the place in RAM that an access of this kind finds, now also in the TLB; or `NOWHERE`
 * or `FAULTED`.
 */
export function writeWalk(f: FunctionBuilder, kind: AccessKind, shape: DataTlbShape): void {
  const [address] = f.parameters;
  if (!address) throw new Error('a walk takes an address');
  const [page, shift, entry, within] = [
    f.local('i64'),
    f.local('i64'),
    f.local('i64'),
    f.local('i64'),
  ];
  const [place, row] = [f.local('i64'), f.local('i32')];
  const inRow = (offset: number) => f.get(row).memory('i64.load', offset);
  f.block((host) => {
    if (kind === 'execute') writeFetchRow(f);
    else f.at('i32.load', slot.dataRow);
    f.set(row);
    inRow(regimeRow.walkMask).op('i64.eqz').brIf(host);
    if (kind !== 'execute') {
      writeIsApart(f, shape, address);
      f.brIf(host);
    }
    writeRoot(f, address, page, shift, host);
    f.loop((again) => {
      f.get(shift).i64(INDEX_BITS).op('i64.sub').set(shift);
      f.get(page).i64(PAGE_SHIFT).op('i64.shl').i64(ramBase).op('i64.sub');
      f.get(address).get(shift).op('i64.shr_u');
      f.i64(2 ** INDEX_BITS - 1)
        .op('i64.and')
        .i64(ENTRY_SHIFT)
        .op('i64.shl')
        .op('i64.add');
      f.set(place);
      writeIsClosed(f, place);
      f.brIf(host);
      f.get(place).op('i32.wrap_i64').memory('i64.load', RAM).set(entry);
      f.get(entry).i64(PPN_SHIFT).op('i64.shr_u').i64(PPN_MASK).op('i64.and').set(page);
      f.get(entry)
        .i64(NOT_BRANCH | BigInt(V))
        .op('i64.and')
        .i64(BigInt(V))
        .op('i64.eq');
      f.if(() => {
        f.get(shift).i64(PAGE_SHIFT).op('i64.ne').brIf(again);
        f.br(host);
      });
    });
    const allowed = BigInt(kind === 'write' ? V | W : V);
    f.get(entry).i64(allowed).op('i64.and').i64(allowed).op('i64.ne');
    f.ifRarely(() => {
      writeFault(f, pageFaults[kind], address);
      f.i64(FAULTED).op('return');
    });
    f.get(entry);
    inRow(regimeRow.walkMask).i64(needed[kind]).op('i64.or').op('i64.and');
    inRow(regimeRow.walkBits).i64(needed[kind]).op('i64.or').op('i64.ne').brIf(host);

    // A page that is larger begins at a multiple of its size.
    f.i64(1).get(shift).op('i64.shl').i64(1).op('i64.sub').set(within);
    f.get(page).i64(PAGE_SHIFT).op('i64.shl').tee(page).get(within).op('i64.and').i64(0);
    f.op('i64.ne').brIf(host);
    f.get(address).get(within).op('i64.and').get(page).op('i64.add').i64(ramBase).op('i64.sub');
    f.set(place);
    writeIsClosed(f, place);
    f.brIf(host);
    if (kind === 'write') {
      f.get(place).i64(PAGE_SHIFT).op('i64.shr_u').op('i32.wrap_i64');
      f.memory('i32.load8_u', shape.watched).brIf(host);
    }
    f.get(shift).i64(PAGE_SHIFT).op('i64.ne');
    f.if(() => writeNoteLarge(f, address, within, row));
    if (kind === 'execute') writeEnterCode(f, address, place, row);
    else writeFill(f, kind, shape, address, place);
    f.get(place).op('return');
  });
  f.i64(NOWHERE);
}

/** Notes an exception of a host's access, with nothing more to say of it [trap-detail.ts]. */
function writeFault(f: FunctionBuilder, code: number, address: Local): void {
  f.at('i64.store', slot.trapCause, () => f.i64(code));
  f.at('i64.store', slot.trapValue, () => f.get(address));
  for (const detail of [
    slot.faultIsVirtual,
    slot.faultGuestPage,
    slot.faultPseudo,
    slot.faultOffset,
  ])
    f.at('i64.store', detail, () => f.i64(0));
}

/** Leaves whether a place is not in RAM, or PMP may forbid something there. */
function writeIsClosed(f: FunctionBuilder, place: Local): void {
  f.get(place).at('i64.load', slot.walkStart).op('i64.sub');
  f.at('i64.load', slot.walkBytes).op('i64.ge_u');
}

/** Sets `page` to the root's and `shift` to the bits of an address, if there is a table and the address has its form. */
function writeRoot(
  f: FunctionBuilder,
  address: Local,
  page: Local,
  shift: Local,
  host: Label,
): void {
  const satp = stateAddress('satp');
  const unused = f.local('i64');
  f.at('i64.load', satp).i64(MODE_SHIFT).op('i64.shr_u').i64(translationModes.sv39).op('i64.sub');
  f.tee(shift).i64(LONGEST).op('i64.gt_u').brIf(host);
  f.get(shift).i64(3).op('i64.add').i64(INDEX_BITS).op('i64.mul').i64(PAGE_SHIFT).op('i64.add');
  f.set(shift);
  f.i64(64).get(shift).op('i64.sub').set(unused);
  f.get(address).get(unused).op('i64.shl').get(unused).op('i64.shr_s');
  f.get(address).op('i64.ne').brIf(host);
  f.at('i64.load', satp).i64(PPN_MASK).op('i64.and').set(page);
}

/** Notes which pages the entry is about. @param within the bits of an address in its page. */
function writeNoteLarge(f: FunctionBuilder, address: Local, within: Local, row: Local): void {
  const { largeStart, largeEnd } = regimeRow;
  const number = (end: () => void) => {
    f.get(address);
    end();
    f.i64(PAGE_SHIFT).op('i64.shr_u').op('f64.convert_i64_u');
  };
  f.get(row);
  number(() => f.get(within).i64(-1).op('i64.xor').op('i64.and'));
  f.get(row).memory('f64.load', largeStart).op('f64.min').memory('f64.store', largeStart);
  f.get(row);
  number(() => f.get(within).op('i64.or'));
  f.float('f64', 1).op('f64.add');
  f.get(row).memory('f64.load', largeEnd).op('f64.max').memory('f64.store', largeEnd);
}

/** Sets `at` to the place of an address's entry in a TLB, `unused` to what that is if it never knew anything. */
export function writeEntryOf(
  f: FunctionBuilder,
  { entries }: DataTlbShape,
  tlb: () => void,
  address: Local,
  at: Local,
  unused: Local,
): void {
  f.get(address)
    .i64(PAGE_SHIFT)
    .op('i64.shr_u')
    .i64(entries - 1)
    .op('i64.and')
    .set(unused);
  f.get(unused).op('i32.wrap_i64').i32(dataTlbEntryBytes).op('i32.shl');
  tlb();
  f.op('i32.add').set(at);
  f.get(unused).i64(-PAGE).op('i64.mul').i64(PAGE).op('i64.sub').set(unused);
}

const dataTlbInUse = (f: FunctionBuilder) => f.at('i32.load', slot.dataTlb);

/** Leaves whether the TLB in use keeps an entry for writes apart where an address has its. */
function writeIsApart(f: FunctionBuilder, shape: DataTlbShape, address: Local): void {
  const [at, unused] = [f.local('i32'), f.local('i64')];
  writeEntryOf(f, shape, () => dataTlbInUse(f), address, at, unused);
  f.get(at).memory('i64.load', shape.tableBytes);
  writeInState(f, unused, APART);
  f.op('i64.eq');
}

/** Leaves what an entry is in a state without a page. */
export function writeInState(f: FunctionBuilder, unused: Local, high: number): void {
  const [low, state] = [0xffff_ffffn, BigInt(high)];
  f.get(unused)
    .i64((state << 32n) | low)
    .op('i64.and');
}

/** Enters the page of an address and its place into the TLB in use, as `DataTlbs.fill` does. */
function writeFill(
  f: FunctionBuilder,
  kind: 'read' | 'write',
  shape: DataTlbShape,
  address: Local,
  place: Local,
): void {
  const { tableBytes, writable } = shape;
  const [at, count] = [f.local('i32'), f.local('i32')];
  const [entry, unused, before] = [f.local('i64'), f.local('i64'), f.local('i64')];
  const tlb = () => dataTlbInUse(f);
  f.get(place).get(address).op('i64.sub').set(entry);
  writeEntryOf(f, shape, tlb, address, at, unused);

  const enter = (table: number, list: number) => {
    f.get(at).memory('i64.load', table).get(unused).op('i64.eq');
    f.if(() => {
      tlb();
      f.memory('i32.load', list).tee(count).i32(usedRoom).op('i32.lt_u');
      f.if(() => {
        tlb();
        f.get(count).i32(2).op('i32.shl').op('i32.add');
        f.get(at);
        tlb();
        f.op('i32.sub').i32(dataTlbEntryBytes).op('i32.shr_u');
        f.memory('i32.store', list + 4);
      });
      tlb();
      f.get(count).i32(1).op('i32.add').memory('i32.store', list);
    });
    f.get(at).get(entry).memory('i64.store', table);
  };
  const lists = 2 * tableBytes;
  enter(0, lists);
  if (kind === 'write') {
    enter(tableBytes, lists + usedBytes);
    f.get(place).i64(PAGE_SHIFT).op('i64.shr_u').op('i32.wrap_i64').i32(1);
    f.memory('i32.store8', writable);
    return;
  }
  // What may be written may be read, and so is the same page.
  f.get(at).memory('i64.load', tableBytes).tee(before).get(entry).op('i64.ne');
  f.get(before).get(unused).op('i64.ne').op('i32.and');
  f.if(() => {
    f.get(at);
    writeInState(f, unused, DROPPED);
    f.memory('i64.store', tableBytes);
  });
}
