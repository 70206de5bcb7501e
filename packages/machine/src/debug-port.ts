/**
 * What a debugger may do to the computer between two instructions: have it stop at breakpoints and before
 * accesses, and change registers, CSRs and RAM. Nothing else may change them from outside.
 */

import { csr } from '@ireko/isa';
import type { PhysicalMemory } from './board/physical-memory.ts';
import { ReferenceMeaning } from './engines/reference-meaning.ts';
import type { Access } from './hart/access.ts';
import type { Harts } from './hart/harts.ts';
import { slot } from './hart/layout.ts';
import type { WatchedBytes } from './hart/stops.ts';
import type { VirtualMemory } from './hart/virtual-memory.ts';

/** What a debugger changes, of a hart by its number: a value, so that it can be kept and made again. */
export type Change = { readonly hart: number } & (
  | {
      readonly kind: 'register' | 'float-register' | 'csr';
      readonly number: number;
      readonly value: bigint;
    }
  | { readonly kind: 'pc'; readonly value: bigint }
  /** Bytes from the hart's virtual address on. */
  | { readonly kind: 'memory'; readonly address: bigint; readonly bytes: Uint8Array }
);

export class DebugPort {
  readonly #harts: Harts;
  readonly #access: Access;
  readonly #memory: PhysicalMemory;
  readonly #virtual: VirtualMemory;

  constructor(harts: Harts, access: Access, memory: PhysicalMemory, virtual: VirtualMemory) {
    this.#harts = harts;
    this.#access = access;
    this.#memory = memory;
    this.#virtual = virtual;
  }

  /**
   * Has runs stop before instructions at these virtual addresses, in any mode of any hart; they replace
   * those of before. A run that stopped at one goes on over it. To set them is a fence.
   */
  set breakpoints(addresses: Iterable<bigint>) {
    this.#harts.stops.breakpoints = addresses;
    this.#harts.forgetCaches();
  }

  /**
   * Has runs stop before instructions that access these bytes of RAM; they replace those of before. A run
   * that stopped so goes on with the access. To set them is a fence.
   */
  set watchedBytes(bytes: readonly WatchedBytes[]) {
    this.#access.watchBytes(bytes);
    this.#harts.forgetCaches();
  }

  /** Makes a change. @returns false where it cannot be, and nothing has changed. */
  make(change: Change): boolean {
    const { hart } = change;
    switch (change.kind) {
      case 'register':
        this.setRegister(hart, change.number, change.value);
        return true;
      case 'float-register':
        this.setFloatRegister(hart, change.number, change.value);
        return true;
      case 'pc':
        this.setPc(hart, change.value);
        return true;
      case 'csr':
        return this.setCsr(hart, change.number, change.value);
      case 'memory':
        return this.write(hart, change.address, change.bytes);
    }
  }

  /** Sets an integer register, 1 … 31, of a hart by its number. */
  setRegister(hart: number, register: number, value: bigint): void {
    this.#harts.hart(hart).setRegister(register, BigInt.asUintN(64, value));
  }

  /** Sets all 64 bits of a floating-point register, 0 … 31. */
  setFloatRegister(hart: number, register: number, value: bigint): void {
    this.#harts.hart(hart).setFloatRegister(register, BigInt.asUintN(64, value));
  }

  /** Has a hart go on at an address, of which bit 0 is left out. */
  setPc(hart: number, address: bigint): void {
    this.#harts.hart(hart).set(slot.pc, BigInt.asUintN(64, address) & ~1n);
  }

  /** What a hart's software reads in a CSR if it may; undefined where there is none of that number. */
  csr(hart: number, number: number): bigint | undefined {
    return csr(number) && this.#meaning(hart).readCsr(number);
  }

  /**
   * Writes a CSR as a hart's software does if it may.
   * @returns false where there is none of that number, or it is of a hart that does not run.
   */
  setCsr(hart: number, number: number, value: bigint): boolean {
    if (!csr(number) || hart !== this.#harts.running.id) return false;
    this.#meaning(hart).writeCsr(number, BigInt.asUintN(64, value));
    return true;
  }

  #meaning(id: number): ReferenceMeaning {
    const { mmu } = this.#harts;
    const hart = this.#harts.hart(id);
    return new ReferenceMeaning({ hart, mmu, access: this.#access, intercept: () => false });
  }

  /**
   * A copy of the bytes from a hart's virtual address on: as many of `length` as are in RAM.
   * @param mode the privilege mode that the address is of: 0 U, 1 S, 3 M, 4 VU, 5 VS; the hart's unless told.
   */
  read(hart: number, address: bigint, length: number, mode?: number): Uint8Array {
    return this.#virtual.read(this.#harts.hart(hart), address, length, mode);
  }

  /**
   * Writes bytes to RAM, from a hart's virtual address on.
   * @returns false if they are not wholly in it, and nothing has been written.
   */
  write(hart: number, address: bigint, bytes: Uint8Array): boolean {
    return this.#virtual.write(this.#harts.hart(hart), address, bytes);
  }

  /**
   * Writes bytes to RAM, from a physical address on.
   * @returns false if they are not wholly in it, and nothing has been written.
   */
  writePhysical(address: number, bytes: Uint8Array): boolean {
    const place = this.#memory.slice(address, bytes.length);
    place?.set(bytes);
    if (place) this.#memory.written(address, bytes.length);
    return place !== undefined;
  }
}
