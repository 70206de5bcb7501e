/**
 * A stage of address translation in generated code: all levels of its page table, as [page-tables.ts] walks it. A
 * supervisor's addresses are translated in one stage. A guest's are in two: the second is a function of its own,
 * which the first calls for where each of its entries is, and for where its leaf leads [page-walk.ts].
 */

import { translationModes } from '@ireko/isa';
import { ramBase } from '../board/memory-map.ts';
import { RAM, slot, stateAddress } from '../hart/layout.ts';
import { PAGE_SHIFT } from '../hart/page.ts';
import { A, D, PPN_SHIFT, R, U, V, W, X } from '../hart/page-tables.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';

const INDEX_BITS = 9;
const ENTRY_SHIFT = 3;
const MODE_SHIFT = 60;
const LONGEST = translationModes.sv57 - translationModes.sv39;
const FEWEST_LEVELS = 3;
const PPN_MASK = 2n ** 44n - 1n;
const PHYSICAL_BITS = 56;
/** A guest-physical address has two bits more than a virtual one: the root of the second stage is four pages. */
const SECOND_BITS = 2;

/** What is no place: the host must find it; or the access faults, and the exception is in its slots. */
export const NOWHERE = -1;
export const FAULTED = -2;

/** Above an entry's number: extensions, and reserved. */
const UPPER_BITS = 0x3ffn << 54n;
/** What an entry that leads to another table must not have [priv figure 4.18]. */
const NOT_BRANCH = UPPER_BITS | BigInt(R | W | X | U | A | D);
/** Makes D of W. */
const D_BY_W: number = D / W;
/** What a leaf of the second stage has: any access is a user's there. One without R is the host's. */
const SECOND_LEAF = BigInt(V | R | U);

/** A stage where it is written. */
export interface Stage {
  /** Leaves the register that names the table. */
  readonly root: () => void;
  readonly address: Local;
  /**
   * Leaves whether the address has other bits than the table translates, and sets `rest` to those that it does.
   * @param size how many bits a table of so many levels translates whose root is a page.
   */
  readonly open: (size: Local, rest: Local) => void;
  /** What the access wants of a leaf, a set of W and X; and what every access does, by a mask and the values there. */
  readonly wanted: Local;
  readonly mask: () => void;
  readonly bits: () => void;
  /** Sets `place` to where in RAM the entry at an address is, for the hart to read or write; or goes elsewhere. */
  readonly find: (at: Local, place: Local, access: 'read' | 'write') => void;
  /** The place of a byte for each page of RAM: why writes to it are watched. */
  readonly watched: number;
  /** Goes where the exception of this stage is noted; and where the host is asked. */
  readonly fault: () => void;
  readonly host: Label;
}

/** What a stage has found. */
interface Found {
  /** Where the address leads. */
  readonly address: Local;
  /** The size, as a shift, of what the leaf stands for: a page's if there is no table. */
  readonly shift: Local;
}

/** Writes a stage: what its register says, and all levels if that names a table. */
export function writeStage(f: FunctionBuilder, stage: Stage): Found {
  const [root, page] = [f.local('i64'), f.local('i64')];
  const [shift, rest] = [f.local('i64'), f.local('i64')];
  stage.root();
  f.tee(root).i64(MODE_SHIFT).op('i64.shr_u').tee(shift).i64(translationModes.bare).op('i64.eq');
  f.if(
    () => {
      f.get(stage.address).set(page);
      f.i64(PAGE_SHIFT).set(shift);
    },
    () => {
      f.get(shift).i64(translationModes.sv39).op('i64.sub').tee(shift).i64(LONGEST);
      f.op('i64.gt_u').brIf(stage.host);
      f.get(shift).i64(FEWEST_LEVELS).op('i64.add').i64(INDEX_BITS).op('i64.mul');
      f.i64(PAGE_SHIFT).op('i64.add').set(shift);
      stage.open(shift, rest);
      f.ifRarely(stage.fault);
      f.get(root).i64(PPN_MASK).op('i64.and').i64(PAGE_SHIFT).op('i64.shl').set(page);
      writeLevels(f, stage, { page, shift, rest });
      f.get(page).get(rest).op('i64.add').set(page);
    },
  );
  return { address: page, shift };
}

/**
 * Writes the levels of a table.
 * @param walk `page` is where the root is, then where what the leaf stands for begins; `shift` how many bits are
 *   translated, then the size of that; `rest` are the bits of the address which are still to be translated.
 */
function writeLevels(
  f: FunctionBuilder,
  stage: Stage,
  walk: { readonly page: Local; readonly shift: Local; readonly rest: Local },
): void {
  const { page, shift, rest } = walk;
  const { wanted, host } = stage;
  const [entry, at, place] = [f.local('i64'), f.local('i64'), f.local('i64')];
  const [within, asked, marked] = [f.local('i64'), f.local('i64'), f.local('i64')];
  f.loop((again) => {
    f.get(shift).i64(INDEX_BITS).op('i64.sub').set(shift);
    f.get(rest).get(shift).op('i64.shr_u').i64(ENTRY_SHIFT).op('i64.shl');
    f.get(page).op('i64.add').set(at);
    f.i64(1).get(shift).op('i64.shl').i64(1).op('i64.sub').tee(within);
    f.get(rest).op('i64.and').set(rest);
    stage.find(at, place, 'read');
    f.get(place).op('i32.wrap_i64').memory('i64.load', RAM).tee(entry);
    f.i64(PPN_SHIFT).op('i64.shr_u').i64(PPN_MASK).op('i64.and');
    f.i64(PAGE_SHIFT).op('i64.shl').set(page);
    f.get(entry)
      .i64(NOT_BRANCH | BigInt(V))
      .op('i64.and');
    f.i64(V).op('i64.eq').get(shift).i64(PAGE_SHIFT).op('i64.ne').op('i32.and').brIf(again);
  });
  f.get(wanted).i64(W).op('i64.and').i64(V).op('i64.or').tee(asked);
  f.get(entry).op('i64.and').get(asked).op('i64.ne').ifRarely(stage.fault);
  f.get(entry);
  stage.mask();
  f.get(wanted).op('i64.or').op('i64.and');
  stage.bits();
  f.get(wanted).op('i64.or').op('i64.ne').brIf(host);
  // What is larger than a page begins at a multiple of its size.
  f.get(page).get(within).op('i64.and').i64(0).op('i64.ne').brIf(host);

  // An access marks the entry, a write twice.
  f.get(wanted).i64(W).op('i64.and').i64(D_BY_W).op('i64.mul').i64(A).op('i64.or');
  f.get(entry).op('i64.or').tee(marked).get(entry).op('i64.ne');
  f.ifRarely(() => {
    stage.find(at, place, 'write');
    writeIsWatched(f, stage.watched, place);
    f.brIf(host);
    f.get(place).op('i32.wrap_i64').get(marked).memory('i64.store', RAM);
  });
}

/**
 * Writes the function (guest-physical address, what is wanted of a leaf, pseudoinstruction) → where in RAM the second stage
 * leads, which is not looked at yet; or `NOWHERE` or `FAULTED`, with the address and the pseudoinstruction in their slots.
 */
export function writeSecondStage(f: FunctionBuilder, watched: number): void {
  const [address, wanted, pseudo] = f.parameters;
  if (!address || !wanted || !pseudo) throw new Error('the second stage takes an address');
  f.block((host) => {
    f.block((faulted) => {
      const { address: found } = writeStage(f, {
        root: () => f.at('i64.load', stateAddress('hgatp')),
        address,
        open: (size, rest) => {
          f.get(address).tee(rest).get(size).i64(SECOND_BITS).op('i64.add').op('i64.shr_u');
          f.i64(0).op('i64.ne');
        },
        wanted,
        mask: () => f.i64(UPPER_BITS | SECOND_LEAF),
        bits: () => f.i64(SECOND_LEAF),
        find: (at, place, access) => {
          f.get(at).i64(ramBase).op('i64.sub').set(place);
          writeIsClosed(f, place, access);
          f.brIf(host);
        },
        watched,
        fault: () => f.br(faulted),
        host,
      });
      // What no table translates may be no physical address.
      f.get(found).i64(PHYSICAL_BITS).op('i64.shr_u').i64(0).op('i64.ne').brIf(host);
      f.get(found).op('return');
    });
    f.at('i64.store', slot.faultGuestPage, () => f.get(address).i64(2).op('i64.shr_u'));
    f.at('i64.store', slot.faultPseudo, () => f.get(pseudo));
    f.i64(FAULTED).op('return');
  });
  f.i64(NOWHERE);
}

/** Leaves whether a place is not in RAM, or PMP may forbid a supervisor to read or write there. */
export function writeIsClosed(f: FunctionBuilder, place: Local, access: 'read' | 'write'): void {
  const isOutside = (start: number, bytes: number) =>
    f.get(place).at('i64.load', start).op('i64.sub').at('i64.load', bytes).op('i64.ge_u');
  isOutside(slot.openStart, slot.openBytes);
  if (access === 'read') isOutside(slot.readableStart, slot.readableBytes).op('i32.and');
}

/** Leaves whether writes to the page of a place in RAM are watched. */
export function writeIsWatched(f: FunctionBuilder, watched: number, place: Local): void {
  f.get(place).i64(PAGE_SHIFT).op('i64.shr_u').op('i32.wrap_i64');
  f.memory('i32.load8_u', watched);
}
