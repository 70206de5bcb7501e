/**
 * The table's abstract machine with numbers for values: what the reference engine reads the table by.
 */

import {
  type AddressSpaces,
  accessException,
  type Csr,
  cause,
  csr,
  type FloatOperation,
  type FloatResult,
  type Meaning,
  type StateName,
  type Width,
} from '@ireko/isa';
import { counterAt } from '../board/comparator.ts';
import { compute } from '../float/compute.ts';
import { readRam, writeRam } from '../hart/access.ts';
import { RAM, slot } from '../hart/layout.ts';
import type { EngineHost } from './engine.ts';

/** Thrown by whatever traps, caught where the instruction began; the cause is in the hart's slots. */
export const TRAP: unique symbol = Symbol('trap');

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const s64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** One instruction after another; between `begin` and `end` it has the meaning of one. */
export class ReferenceMeaning implements Meaning<bigint, boolean, number> {
  readonly #host: EngineHost;
  pc = 0n;
  nextPc = 0n;
  bits = 0n;
  #target = 0n;

  constructor(host: EngineHost) {
    this.#host = host;
  }

  /** Begins an instruction at the hart's `pc`. */
  begin(bits: number, length: number): void {
    this.pc = this.#host.hart.get(slot.pc);
    this.nextPc = u64(this.pc + BigInt(length));
    this.bits = BigInt(bits >>> 0);
    this.#target = this.nextPc;
  }

  /** Ends it: the hart goes where the instruction said. */
  end(): void {
    this.#host.hart.set(slot.pc, this.#target);
  }

  constant(value: number | bigint): bigint {
    return u64(BigInt(value));
  }

  add(a: bigint, b: bigint): bigint {
    return u64(a + b);
  }
  sub(a: bigint, b: bigint): bigint {
    return u64(a - b);
  }
  mul(a: bigint, b: bigint): bigint {
    return u64(a * b);
  }
  mulhu(a: bigint, b: bigint): bigint {
    return (a * b) >> 64n;
  }
  div(a: bigint, b: bigint): bigint {
    return u64(s64(a) / s64(b));
  }
  divu(a: bigint, b: bigint): bigint {
    return a / b;
  }
  rem(a: bigint, b: bigint): bigint {
    return u64(s64(a) % s64(b));
  }
  remu(a: bigint, b: bigint): bigint {
    return a % b;
  }
  and(a: bigint, b: bigint): bigint {
    return a & b;
  }
  or(a: bigint, b: bigint): bigint {
    return a | b;
  }
  xor(a: bigint, b: bigint): bigint {
    return a ^ b;
  }
  sll(a: bigint, count: bigint): bigint {
    return u64(a << (count & 63n));
  }
  srl(a: bigint, count: bigint): bigint {
    return a >> (count & 63n);
  }
  sra(a: bigint, count: bigint): bigint {
    return u64(s64(a) >> (count & 63n));
  }
  sext(a: bigint, bits: 8 | 16 | 32): bigint {
    return u64(BigInt.asIntN(bits, a));
  }
  zext(a: bigint, bits: 8 | 16 | 32): bigint {
    return BigInt.asUintN(bits, a);
  }
  clz(a: bigint): bigint {
    return BigInt(64 - (a === 0n ? 0 : a.toString(2).length));
  }
  ctz(a: bigint): bigint {
    return a === 0n ? 64n : BigInt((a & -a).toString(2).length - 1);
  }
  cpop(a: bigint): bigint {
    return BigInt(a.toString(2).replaceAll('0', '').length);
  }
  eq(a: bigint, b: bigint): boolean {
    return a === b;
  }
  ne(a: bigint, b: bigint): boolean {
    return a !== b;
  }
  lt(a: bigint, b: bigint): boolean {
    return s64(a) < s64(b);
  }
  ltu(a: bigint, b: bigint): boolean {
    return a < b;
  }
  ge(a: bigint, b: bigint): boolean {
    return s64(a) >= s64(b);
  }
  geu(a: bigint, b: bigint): boolean {
    return a >= b;
  }
  both(a: boolean, b: boolean): boolean {
    return a && b;
  }
  either(a: boolean, b: boolean): boolean {
    return a || b;
  }
  not(a: boolean): boolean {
    return !a;
  }
  flag(condition: boolean): bigint {
    return condition ? 1n : 0n;
  }
  choose(condition: boolean, a: bigint, b: bigint): bigint {
    return condition ? a : b;
  }

  read(register: number): bigint {
    return this.#host.hart.register(register);
  }
  write(register: number, value: bigint): void {
    this.#host.hart.setRegister(register, value);
  }
  readFloat(register: number): bigint {
    return this.#host.hart.floatRegister(register);
  }
  writeFloat(register: number, value: bigint): void {
    this.#host.hart.setFloatRegister(register, value);
  }
  float(operation: FloatOperation, mode: bigint, operands: readonly bigint[]): FloatResult<bigint> {
    const { value, flags } = compute(operation, Number(mode), operands);
    return { value, flags: BigInt(flags) };
  }
  isZero(designator: number): boolean {
    return designator === 0;
  }
  jump(target: bigint): void {
    this.#target = target;
  }
  when(condition: boolean, then: () => void, otherwise?: () => void): void {
    if (condition) then();
    else otherwise?.();
  }
  raise(code: number, tval: bigint): void {
    const { hart } = this.#host;
    hart.set(slot.trapCause, BigInt(code));
    hart.set(slot.trapValue, tval);
    throw TRAP;
  }

  load(address: bigint, width: Width): bigint {
    const { hart, access } = this.#host;
    hart.set(slot.exchange, address);
    if (!access.load(width)) throw TRAP;
    return hart.get(slot.exchange);
  }
  store(address: bigint, width: Width, value: bigint): void {
    const { hart, access } = this.#host;
    hart.set(slot.exchange, address);
    if (!access.store(width, value)) throw TRAP;
  }
  modify(address: bigint, width: Width, operation: (old: bigint) => bigint): bigint {
    const { hart, access } = this.#host;
    hart.set(slot.exchange, address);
    const place = access.writable(width);
    if (place < RAM) throw TRAP;
    const old = readRam(hart.view, place, width);
    writeRam(hart.view, place, width, operation(old));
    return old;
  }

  loadGuest(address: bigint, width: Width, what: 'data' | 'code'): bigint {
    const { hart, access } = this.#host;
    hart.set(slot.exchange, address);
    if (!access.loadGuest(width, what)) throw TRAP;
    return hart.get(slot.exchange);
  }
  storeGuest(address: bigint, width: Width, value: bigint): void {
    const { hart, access } = this.#host;
    hart.set(slot.exchange, address);
    if (!access.storeGuest(width, value)) throw TRAP;
  }

  manageBlock(address: bigint): void {
    const { hart, access } = this.#host;
    hart.set(slot.exchange, address);
    if (!access.manageable()) throw TRAP;
  }

  state(name: StateName): bigint {
    return this.#host.hart.state(name);
  }
  setState(name: StateName, value: bigint): void {
    this.#host.hart.setState(name, value);
  }

  checkCsr(number: number, access: 'read' | 'write'): void {
    const row = csr(number);
    const isWrite = access === 'write' ? 1n : 0n;
    const exception = row ? Number(accessException(this, row, isWrite)) : cause.ILLEGAL_INSTRUCTION;
    if (exception !== 0) this.raise(exception, this.bits);
  }
  readCsr(number: number): bigint {
    return this.#csr(number).read(this);
  }
  modifiedCsr(number: number): bigint {
    const row = this.#csr(number);
    return (row.modified ?? row.read)(this);
  }
  writeCsr(number: number, value: bigint): void {
    this.#csr(number).write?.(this, value);
  }
  #csr(number: number): Csr {
    const row = csr(number);
    if (!row) throw new Error(`csr ${number} was not checked`);
    return row;
  }

  cycles(): bigint {
    return this.#host.hart.get(slot.begun);
  }
  retired(): bigint {
    return this.cycles() - this.#host.hart.get(slot.exceptions);
  }
  time(): bigint {
    const { hart } = this.#host;
    return counterAt(hart.nowNs, hart.get(slot.mtimeOffset));
  }

  interruptsChanged(): void {
    if (this.#host.hart.awaited !== 0) this.#host.hart.stop();
  }
  timersChanged(): void {
    this.#host.hart.stop();
  }
  translationChanged(what: 'privilege' | AddressSpaces | 'pmp'): void {
    const { mmu } = this.#host;
    if (what === 'privilege') mmu.privilegeChanged();
    else if (what === 'pmp') mmu.protectionChanged();
    else mmu.forget(what);
  }
  forgetTranslations(whose: AddressSpaces | 'guest-physical', address: number): void {
    const { mmu } = this.#host;
    if (whose === 'guest-physical') mmu.forget('guest');
    else if (address === 0) mmu.forget(whose);
    else {
      const value = this.read(address);
      mmu.forgetPage(whose, Number(value & 0xffff_ffffn), Number(value >> 32n));
    }
  }
  fenceInstructions(): void {}
  waitForInterrupt(): void {
    this.#host.hart.set(slot.waiting, 1n);
    this.#host.hart.stop();
  }
  giveWay(): void {
    this.#host.hart.set(slot.turnEnd, 0n);
    this.#host.hart.stop();
  }
}
