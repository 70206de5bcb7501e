/**
 * Where everything of the computer stands in the one linear memory that all engines share. An
 * engine keeps nothing of its own between two instructions, so a hart can change engine there.
 *
 *   0x0000  integer registers x0 … x31
 *   0x0100  floating-point registers f0 … f31
 *   0x0200  privileged state, one slot a name [isa state.ts]
 *   0x0500  the hart's own slots: pc, counts, fetch window, places of its TLBs
 *   …       the computer's slots: virtual time, limit, turns, exchange
 *   0x1000  decoding tables of the interpreter
 *   …       hart 0's TLBs for instructions
 *   …       how often code has run; what was decoded; the hash table of translations
 *   …       RAM, on a page boundary
 *   …       where there are several harts: for each, its state while another runs, and its TLBs for instructions
 *   …       why writes to pages of RAM are watched, and which may be in a TLB for writing; what is known of
 *           each way in which each hart's addresses are translated
 *   …       TLBs for data
 *
 * All before the computer's slots is the state of the hart that runs: harts take turns in it
 * [harts.ts].
 */

import { type StateName, stateNames } from '@ireko/isa';
import { PAGE_SHIFT } from './page.ts';

export const REGISTERS = 0x0000;
export const FLOAT_REGISTERS = 0x0100;
export const STATE = 0x0200;
export const HART = 0x0500;
export const DECODING = 0x1000;

const SLOT = 8;

/** Slots that no CSR shows: eight bytes each, in this order. First those of a hart. */
const slotNames = [
  /** The address of the instruction that is executed, or next. */
  'pc',
  /** Exceptions taken: instructions that were begun and did not retire. */
  'exceptions',
  /** Not zero after `wfi`, until an interrupt is pending. */
  'waiting',
  /** Instructions that other harts have begun, up to when this one last came to run. */
  'others',
  /** `begun` when this hart last ceased to run. */
  'leftAt',
  /** The virtual page that instructions come from, or all ones. */
  'fetchPage',
  /** What to add to an address in that page for its place in this memory (32 bits). */
  'fetchAddend',
  /** What is known of this hart's ways to translate, and its TLBs for instructions: places in this memory. */
  'regimeRows',
  'fetchTlbs',
  /** The row of the way in which data are found now, and the TLBs that accesses and fetches use now [select-tlbs.ts]. */
  'dataRow',
  'dataTlb',
  'fetchTlb',
  /** A number for what that knows: another one when it has forgotten anything, and for every other TLB. */
  'fetchStamp',
  /**
   * Parts of RAM, by their start and size, for generated code that walks page tables [page-walk.ts]: the longest in
   * which PMP allows everything, and the longest besides in which it lets a supervisor read.
   */
  'openStart',
  'openBytes',
  'readableStart',
  'readableBytes',

  /** Instructions begun by all harts since reset, those that trapped included: the time base. */
  'begun',
  /** Virtual nanoseconds that passed while no instruction ran. */
  'idleNs',
  /** What is added to ticks of virtual time to give `mtime`, once software has written that. */
  'mtimeOffset',
  /** Virtual nanoseconds by which an instruction moves the clock. */
  'nsPerInstruction',
  /** When the round of turns began, the longest turn in it, and `begun` when this one began and will end [turns.ts]. */
  'roundStartNs',
  'longestTurn',
  'turnStart',
  'turnEnd',
  /** The engine stops before an instruction when `begun` has reached this; zero stops it at once. */
  'limit',
  /** How often a TLB for data has come into use: which was used last is the one with the highest count. */
  'selections',
  /** The last stamp that a TLB for instructions was given [fetch-tlb.ts]. */
  'lastFetchStamp',
  /** An address and a value on their way between generated code and the host. */
  'exchange',
  'exchange2',
  /** With those, the third operand of a floating-point operation. */
  'exchange3',
  /** What instructions write that write `x0`. */
  'discarded',
  /** Where translated code went by `mret` or `sret` [translator/leaving.ts]. */
  'returnPc',
  /** The exception that an instruction raised: its cause and what goes to `xtval`. */
  'trapCause',
  'trapValue',
  /**
   * Of the last exception that was raised elsewhere than where its handler begins: its cause, value and place, and
   * how many instructions had begun with it, or 0 if there was none [lockup.ts].
   */
  'strayCause',
  'strayValue',
  'strayPc',
  'strayBegun',
  /** What more there is to say if a memory access raised it [isa trap-detail.ts]. */
  'faultIsVirtual',
  'faultGuestPage',
  'faultPseudo',
  'faultOffset',
] as const;

/** The address of each slot. */
export const slot: Readonly<Record<(typeof slotNames)[number], number>> = Object.fromEntries(
  slotNames.map((name, index) => [name, HART + index * SLOT]),
) as Record<(typeof slotNames)[number], number>;

const stateIndex = new Map(stateNames.map((name, index) => [name, index]));

/** The address of a slot of privileged state. */
export function stateAddress(name: StateName): number {
  const index = stateIndex.get(name);
  if (index === undefined) throw new Error(`there is no state ${name}`);
  return STATE + index * SLOT;
}

if (STATE + stateNames.length * SLOT > HART) throw new Error('the state does not fit its place');

/** The state of a hart: bytes from the start of this memory, or of where it is parked. */
export const hartBytes: number = slot.begun;

/**
 * The interpreter's tables, which fill as instructions are met: for each decoding key its handler
 * [handlers.ts], 16 bits; for each halfword the instruction that it stands for, 32 bits.
 */
export const HANDLERS: number = DECODING;
export const handlerKeys: number = 2 ** 15;
export const EXPANSIONS: number = HANDLERS + handlerKeys * 2;
export const expansions: number = 2 ** 16;
export const EXPANSION_SHIFT = 2;

/** For each CSR number the place of its functions in the table of functions, 16 bits [csr-functions.ts]. */
export const CSRS: number = EXPANSIONS + (expansions << EXPANSION_SHIFT);
const csrNumbers = 2 ** 12;

/**
 * TLBs for instructions: one for each way in which addresses are translated (see `regime`), direct
 * mapped. An entry holds a page's address, or all ones; what to add to a virtual address to get its place in this
 * memory; and which entry of the TLB was used first before it.
 */
export const FETCH_TLBS: number = CSRS + csrNumbers * 2;
export const fetchTlbEntries = 1024;
export const regimes = 16;

/** Offsets in an entry, and its size as a shift. */
export const fetchTlbEntry: FetchTlbEntry = { page: 0, addend: 8, link: 12, shift: 4 };

/** In place of a link: the entry was not used yet, so it is in no list; and the end of a list. */
export const fetchLinks: Readonly<Record<'unused' | 'end', number>> = {
  unused: 0xffff_ffff,
  end: 0xffff_fffe,
};

interface FetchTlbEntry {
  readonly page: number;
  readonly addend: number;
  readonly link: number;
  readonly shift: number;
}

/** The size of such a TLB, also as a shift. */
export const FETCH_TLB_SHIFT: number = Math.log2(fetchTlbEntries) + fetchTlbEntry.shift;
export const fetchTlbBytes: number = 2 ** FETCH_TLB_SHIFT;

/**
 * How often the interpreter came to code by a jump or a branch: 16 bits for each place at which an
 * instruction can be, by the low bits of that place. Places that share a count are a nuisance, no error.
 */
export const COUNTS: number = FETCH_TLBS + regimes * fetchTlbBytes;
export const countBytes: number = 2 ** 23;

/** What instructions were decoded to [decoded.ts]: a power of two of entries, by the low bits of addresses. */
export const DECODED: number = COUNTS + countBytes;
export const decodedEntries: number = 2 ** 18;
export const DECODED_SHIFT = 4;

/** The hash table of translations [translations.ts]: a power of two of 16-byte entries. */
export const TRANSLATIONS: number = DECODED + (decodedEntries << DECODED_SHIFT);
export const translationEntries: number = 2 ** 14;

/** The unit in which WebAssembly tells the size of a memory. */
const WASM_PAGE = 0x1_0000;
/** Where RAM begins. */
export const RAM: number =
  Math.ceil((TRANSLATIONS + translationEntries * 16) / WASM_PAGE) * WASM_PAGE;

/** A hart's own memory behind RAM: room for its state, and its TLBs for instructions. */
const PARKING = 0x1000;
const hartArea = PARKING + regimes * fetchTlbBytes;

/** Where a hart's state is while it does not run. */
export function parkingPlace(ramBytes: number, hart: number): number {
  return RAM + ramBytes + hart * hartArea;
}

/** Where a hart's TLBs for instructions are: those of hart 0 in front of RAM, where there are always some. */
export function fetchTlbsPlace(ramBytes: number, hart: number): number {
  return hart === 0 ? FETCH_TLBS : parkingPlace(ramBytes, hart) + PARKING;
}

/** How large TLBs for data are [data-tlb.ts], and where; it follows from the size of RAM and how many harts there are. */
export interface DataTlbShape {
  readonly ramBytes: number;
  /** The place of a byte for each page of RAM: why writes to it are watched. */
  readonly watched: number;
  /** The same: not zero if some TLB may have it as a page that may be written. */
  readonly writable: number;
  /** How many bits a place in RAM has at most. */
  readonly ramBits: number;
  /** Entries of a table: a power of two. */
  readonly entries: number;
  readonly tableBytes: number;
  /** One TLB: tables for reads and for writes, and of each the list of entries used. */
  readonly tlbBytes: number;
}

/** A list of entries used: how many they are, and which; of more than it has room for only how many. */
export const usedRoom = 16_383;
export const usedBytes: number = (1 + usedRoom) * 4;

/** How many TLBs for data there are. */
export const dataTlbs = 16;
/** As a shift. */
export const dataTlbEntryBytes = 3;
const FEWEST_ENTRIES = 256;

export function dataTlbShape(ramBytes: number, harts: number): DataTlbShape {
  const ramBits = Math.max(PAGE_SHIFT, Math.ceil(Math.log2(ramBytes)));
  const entries = Math.max(FEWEST_ENTRIES, 2 ** (ramBits + 1 - PAGE_SHIFT));
  const tableBytes = entries * 2 ** dataTlbEntryBytes;
  const tlbBytes = 2 * (tableBytes + usedBytes);
  const watched = harts === 1 ? RAM + ramBytes : parkingPlace(ramBytes, harts);
  const writable = watched + ramBytes / 2 ** PAGE_SHIFT;
  return { ramBytes, watched, writable, ramBits, entries, tableBytes, tlbBytes };
}

/** Offsets in the row of a hart's way to translate, which generated code reads as well. */
export const regimeRow = {
  /** The numbers of the pages that entries of more than one page were about, half-open (f64). */
  largeStart: 0,
  largeEnd: 8,
  /**
   * For generated code that walks page tables for data [page-walk.ts]: the bits of a leaf that must have
   * certain values, or none if it may not walk; and these values.
   */
  walkMask: 16,
  walkBits: 24,
  /** The place of its TLB for data, or 0 if it has none at present; and `selections` when that came into use last. */
  dataTlb: 32,
  usedAt: 40,
  /** The stamp of its TLB for instructions, and the offset in that of the first in the list of entries used [fetch-tlb.ts]. */
  fetchStamp: 48,
  fetchUsed: 56,
} as const;
/** As a shift. */
export const REGIME_ROW_SHIFT = 6;

/** Where the rows of a hart's ways are, one after the other. */
export function regimeRowsPlace(ramBytes: number, harts: number, hart = 0): number {
  const { writable } = dataTlbShape(ramBytes, harts);
  const start = Math.ceil((writable + ramBytes / 2 ** PAGE_SHIFT) / 8) * 8;
  return start + ((hart * regimes) << REGIME_ROW_SHIFT);
}

/** Where they are. */
export function dataTlbsPlace(ramBytes: number, harts: number): number {
  return Math.ceil(regimeRowsPlace(ramBytes, harts, harts) / WASM_PAGE) * WASM_PAGE;
}

/** The pages of linear memory of a computer; one with a single hart parks none. */
export function memoryPages(ramBytes: number, harts: number): number {
  const { tlbBytes } = dataTlbShape(ramBytes, harts);
  return Math.ceil((dataTlbsPlace(ramBytes, harts) + dataTlbs * tlbBytes) / WASM_PAGE);
}
