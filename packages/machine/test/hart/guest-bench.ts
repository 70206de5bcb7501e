/**
 * A bench for modes and translation: a hart in any mode, with page tables of both stages, about to
 * execute a few instructions. Whatever traps ends in an endless loop, so that registers show it.
 */
import { csrNumber, encode, type FieldValues, instruction, type StateName } from '@ireko/isa';
import { type EngineName, Machine, ramBase } from '../../src/index.ts';

const PAGE = 4096;
const RAM_PAGES = 64;

/** Bits of page table entries. */
export const pte = { v: 1, r: 2, w: 4, x: 8, u: 16, a: 64, d: 128 } as const;
/** All permissions, accessed and dirty, for a supervisor. */
export const supervisorPage = 0xcf;
/** The same for a user, and for the second stage, whose accesses are all a user's. */
export const userPage = 0xdf;

export const T0 = 5;
export const T1 = 6;
export const T2 = 7;
export const S0 = 8;
export const A0 = 10;

/** Pages of RAM by what the bench keeps in them. */
export const page = {
  code: 1,
  handler: 2,
  data: 4,
  hostRoot: 16,
  guestRoot: 32,
  secondRoot: 48,
} as const;

export type Step = readonly [mnemonic: string, values: FieldValues];

/** The address of a page of RAM. */
export const addressOf = (number: number): bigint => BigInt(ramBase + number * PAGE);

const csr = (name: string): number => csrNumber(name) ?? 0;
export const readCsr = (rd: number, name: string): Step => [
  'csrrs',
  { rd, csr: csr(name), rs1: 0 },
];
export const writeCsr = (name: string, rs1: number): Step => [
  'csrrw',
  { rd: 0, csr: csr(name), rs1 },
];

/** A page table: its root, and the number of its mode. */
export interface Table {
  readonly root: number;
  readonly levels: 3 | 4 | 5;
}
export const hostTable = (levels: Table['levels'] = 3): Table => ({ root: page.hostRoot, levels });
export const guestTable = (levels: Table['levels'] = 3): Table => ({
  root: page.guestRoot,
  levels,
});
export const secondTable = (levels: Table['levels'] = 3): Table => ({
  root: page.secondRoot,
  levels,
});

export interface Start {
  /** 0 U, 1 S, 3 M. */
  readonly level: 0 | 1 | 3;
  readonly isGuest?: boolean;
  readonly state?: Partial<Readonly<Record<StateName, bigint>>>;
}

export class Bench {
  readonly machine: Machine;
  readonly #used = new Map<number, number>();
  readonly #fresh: Uint8Array;

  constructor(engine: EngineName) {
    this.machine = new Machine({ engine, ramBytes: RAM_PAGES * PAGE });
    this.#fresh = this.machine.save();
  }

  /** Has it be as if it were new. */
  reset(): void {
    this.machine.restore(this.#fresh);
    this.#used.clear();
  }

  /** The contents of satp, vsatp or hgatp for a table. */
  static root({ root, levels }: Table): bigint {
    return (BigInt(levels + 5) << 60n) | (addressOf(root) >> 12n);
  }

  /**
   * Maps an address by a leaf at some level.
   * @param at the level of the leaf: 0 for a page of 4 KiB.
   */
  map(table: Table, address: bigint, target: bigint, bits: number, at = 0, high = 0n): void {
    this.entry(table, address, at, ((target >> 12n) << 10n) | BigInt(bits) | high);
  }

  /** Writes the entry of an address at a level, and those that lead to it. */
  entry(table: Table, address: bigint, at: number, value: bigint): void {
    this.set(this.place(table, address, at), value);
  }

  /** Where the entry of an address at a level is; tables on the way are made if there are none. */
  place(table: Table, address: bigint, at = 0): bigint {
    let current = addressOf(table.root);
    for (let level = table.levels - 1; ; level--) {
      const wide = table.root === page.secondRoot && level === table.levels - 1;
      const index = (address >> BigInt(12 + 9 * level)) & (wide ? 0x7ffn : 0x1ffn);
      const place = current + index * 8n;
      if (level === at) return place;
      let next = this.get(place);
      if (next === 0n) {
        next = ((this.#newPage(table) >> 12n) << 10n) | 1n;
        this.set(place, next);
      }
      current = (next >> 10n) << 12n;
    }
  }

  /** A second stage's root has four pages; the other tables follow. */
  #newPage({ root }: Table): bigint {
    const number = (this.#used.get(root) ?? root + 3) + 1;
    this.#used.set(root, number);
    return addressOf(number);
  }

  /** The 64 bits at an address of RAM. */
  get(address: bigint): bigint {
    return this.machine.peek(address) ?? 0n;
  }

  /** Puts 64 bits at an address of RAM. */
  set(address: bigint, value: bigint): void {
    const { hart } = this.machine;
    hart.view.setBigUint64(hart.ram.byteOffset + Number(address) - ramBase, value, true);
  }

  /** Executes instructions at the start of the page of code, in a mode, without a trap's handler. */
  run(steps: readonly Step[], { level, isGuest = false, state = {} }: Start): void {
    const { hart } = this.machine;
    const put = (address: bigint, list: readonly Step[]) => {
      let place = hart.ram.byteOffset + Number(address) - ramBase;
      for (const [mnemonic, values] of list) {
        const row = instruction(mnemonic);
        hart.view.setUint32(place, encode(row, values), true);
        place += row.length;
      }
    };
    const stay: Step = ['jal', { rd: 0, imm: 0 }];
    const start: readonly Step[] = [
      writeCsr('pmpaddr0', T0),
      writeCsr('pmpcfg0', T1),
      ['mret', {}],
    ];
    put(addressOf(0), start);
    put(addressOf(page.handler), [stay]);
    put(addressOf(page.code), [...steps, stay]);
    const registers = [T0, T1].map((number) => [number, hart.register(number)] as const);
    hart.setRegister(T0, 2n ** 54n - 1n);
    hart.setRegister(T1, 0x1fn);
    const vector = addressOf(page.handler);
    const mstatus = hart.state('mstatus') | (BigInt(level) << 11n) | (isGuest ? 1n << 39n : 0n);
    const all = {
      mtvec: vector,
      stvec: vector,
      vstvec: vector,
      mepc: addressOf(page.code),
      mstatus,
    };
    for (const [name, value] of Object.entries({ ...all, ...state })) {
      hart.setState(name as StateName, name === 'mstatus' ? mstatus | value : value);
    }
    this.machine.run({ maxInstructions: start.length });
    for (const [number, value] of registers) hart.setRegister(number, value);
    this.machine.run({ maxInstructions: start.length + steps.length + 1 });
  }

  /** Names and values of state, for a comparison. */
  state(...names: readonly StateName[]): Readonly<Record<string, bigint>> {
    return Object.fromEntries(names.map((name) => [name, this.machine.hart.state(name)]));
  }
}
