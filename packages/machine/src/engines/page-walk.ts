/**
 * Page walks in generated code, of a supervisor's addresses and of a guest's [translation-stage.ts]: those in which
 * nothing but the entries of page tables decides [page-tables.ts, mmu.ts]. Any other is the host's.
 *
 *   Nobody is told of walks, and MXR is off                    `walkMask`, `walkBits` of the way
 *   Tables are in RAM where PMP has a supervisor read          the slots `openStart`, `readableStart`
 *   Leaves allow the access; R with X
 *   They lead to RAM where PMP allows everything; so do addresses of entries whose A or D bit is to be set
 *   Writes there are not watched                               `DataTlbShape.watched`
 *   The TLB has no entry for writes there that is kept apart   the host knows it [data-tlb.ts]
 *
 * Or those that fault because an entry is not valid, its page is not to be written, or the table does not
 * translate all bits of the address: most faults are such.
 */

import { cause, pseudoinstruction } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import { APART, DROPPED } from '../hart/data-tlb.ts';
import {
  type DataTlbShape,
  dataTlbEntryBytes,
  REGIME_ROW_SHIFT,
  regimeRow,
  slot,
  stateAddress,
  usedBytes,
  usedRoom,
} from '../hart/layout.ts';
import { PAGE, PAGE_SHIFT } from '../hart/page.ts';
import { type AccessKind, W, X } from '../hart/page-tables.ts';
import { regime } from '../hart/regime.ts';
import {
  type Callable,
  constantLocal,
  type FunctionBuilder,
  type Label,
  type Local,
} from '../wasm/function-builder.ts';
import { writeEnterCode, writeFetchRow } from './fetch-window.ts';
import {
  FAULTED,
  NOWHERE,
  writeIsClosed,
  writeIsWatched,
  writeStage,
} from './translation-stage.ts';

// biome-ignore format: columns are the point.
const faults: Readonly<Record<AccessKind, { readonly page: number; readonly guestPage: number }>> = {
  read:    { page: cause.LOAD_PAGE_FAULT,  guestPage: cause.LOAD_GUEST_PAGE_FAULT },
  write:   { page: cause.STORE_PAGE_FAULT, guestPage: cause.STORE_GUEST_PAGE_FAULT },
  execute: { page: cause.FETCH_PAGE_FAULT, guestPage: cause.FETCH_GUEST_PAGE_FAULT },
};

/** What an access wants of a leaf besides what the way to translate asks for. */
const wanted: Readonly<Record<AccessKind, number>> = { read: 0, write: W, execute: X };

/**
 * Writes a function (address) → the place in RAM that an access of this kind finds, now also in the TLB; or `NOWHERE`
 * or `FAULTED`.
 * @param secondStage is what `writeSecondStage` writes.
 */
export function writeWalk(
  f: FunctionBuilder,
  kind: AccessKind,
  shape: DataTlbShape,
  secondStage: Callable,
): void {
  const [address] = f.parameters;
  if (!address) throw new Error('a walk takes an address');
  const [row, isGuest, isSecond] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [place, unused, within] = [f.local('i64'), f.local('i64'), f.local('i64')];
  const inRow = (offset: number) => f.get(row).memory('i64.load', offset);
  f.block((host) => {
    f.block((faulted) => {
      if (kind === 'execute') writeFetchRow(f);
      else f.at('i32.load', slot.dataRow);
      f.set(row);
      inRow(regimeRow.walkMask).op('i64.eqz').brIf(host);
      if (kind !== 'execute') {
        writeIsApart(f, shape, address);
        f.brIf(host);
      }
      f.get(row).at('i32.load', slot.regimeRows).op('i32.sub');
      f.i32(regime.guest << REGIME_ROW_SHIFT)
        .op('i32.ge_u')
        .set(isGuest);
      f.i32(0).set(isSecond);

      const onWay = { isGuest, isSecond, secondStage, faulted, host };
      const { address: physical, shift } = writeStage(f, {
        root: () => {
          f.at('i64.load', stateAddress('vsatp')).at('i64.load', stateAddress('satp'));
          f.get(isGuest).op('select');
        },
        address,
        // Its other bits all equal its sign.
        open: (size, rest) => {
          f.i64(64).get(size).op('i64.sub').set(unused);
          f.get(address).get(unused).op('i64.shl').tee(rest).get(unused).op('i64.shr_s');
          f.get(rest).get(unused).op('i64.shr_u').set(rest);
          f.get(address).op('i64.ne');
        },
        wanted: constantLocal('i64', wanted[kind]),
        mask: () => inRow(regimeRow.walkMask),
        bits: () => inRow(regimeRow.walkBits),
        find: (at, found, access) =>
          writeFound(f, onWay, at, found, { access, pseudo: pseudoinstruction[access] }),
        watched: shape.watched,
        fault: () => f.br(faulted),
        host,
      });
      writeFound(f, onWay, physical, place, { access: kind, pseudo: 0 });
      if (kind === 'write') {
        writeIsWatched(f, shape.watched, place);
        f.brIf(host);
      }
      f.get(shift).i64(PAGE_SHIFT).op('i64.ne');
      f.if(() => {
        f.i64(1).get(shift).op('i64.shl').i64(1).op('i64.sub').set(within);
        writeNoteLarge(f, address, within, row);
      });
      if (kind === 'execute') writeEnterCode(f, address, place, row);
      else writeFill(f, kind, shape, address, place);
      f.get(place).op('return');
    });
    writeFault(f, kind, address, isGuest, isSecond);
    f.i64(FAULTED).op('return');
  });
  f.i64(NOWHERE);
}

/** Behind the first stage: whether a guest's address comes from there, and whether the second has faulted. */
interface OnWay {
  readonly isGuest: Local;
  readonly isSecond: Local;
  readonly secondStage: Callable;
  readonly faulted: Label;
  readonly host: Label;
}

/**
 * Sets `place` to where in RAM an address is that the first stage leads to.
 * @param to what is done there; for an access that a pseudoinstruction stands for, the hart's own, if it is not 0.
 */
function writeFound(
  f: FunctionBuilder,
  { isGuest, isSecond, secondStage, faulted, host }: OnWay,
  at: Local,
  place: Local,
  { access, pseudo }: { readonly access: AccessKind; readonly pseudo: number },
): void {
  f.get(at).set(place);
  f.get(isGuest);
  f.if(() => {
    f.get(at).i64(wanted[access]).i64(pseudo).call(secondStage).tee(place).i64(0).op('i64.lt_s');
    f.ifRarely(() => {
      f.get(place).i64(FAULTED).op('i64.eq').tee(isSecond).brIf(faulted).br(host);
    });
  });
  f.get(place).i64(ramBase).op('i64.sub').set(place);
  // What enters a TLB is open to all accesses.
  writeIsClosed(f, place, pseudo === pseudoinstruction.read ? 'read' : 'write');
  f.brIf(host);
}

/** Notes the exception of an access whose first stage failed, or its second, which has said where [trap-detail.ts]. */
function writeFault(
  f: FunctionBuilder,
  kind: AccessKind,
  address: Local,
  isGuest: Local,
  isSecond: Local,
): void {
  f.at('i64.store', slot.trapCause, () =>
    f.i64(faults[kind].guestPage).i64(faults[kind].page).get(isSecond).op('select'),
  );
  f.at('i64.store', slot.trapValue, () => f.get(address));
  f.at('i64.store', slot.faultIsVirtual, () => f.get(isGuest).op('i64.extend_i32_u'));
  f.at('i64.store', slot.faultOffset, () => f.i64(0));
  f.get(isSecond).op('i32.eqz');
  f.if(() => {
    for (const detail of [slot.faultGuestPage, slot.faultPseudo])
      f.at('i64.store', detail, () => f.i64(0));
  });
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
