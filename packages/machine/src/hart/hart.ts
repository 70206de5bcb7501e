/**
 * A hart's state, as the host sees it: named slots of the shared memory, of the hart that runs or of
 * one that is parked [harts.ts]. Numbers here are JavaScript
 * numbers where 53 bits suffice (counts, physical addresses), and pairs of 32-bit halves where
 * speed matters; `bigint` where a value is a full register.
 */

import {
  cause,
  hstatusReset,
  midelegReset,
  misaReset,
  mstatusReset,
  type StateName,
  stateNames,
  vsstatusReset,
} from '@ireko/isa';
import { requireState, type Stateful, type StateTransfer } from '../snapshot/state.ts';
import type { WebAssembly } from '../wasm/webassembly.ts';
import {
  FLOAT_REGISTERS,
  fetchTlbsPlace,
  hartBytes,
  RAM,
  REGISTERS,
  STATE,
  slot,
  stateAddress,
} from './layout.ts';

const TWO_32 = 2 ** 32;
const NONE = 2n ** 64n - 1n;

/** The hart's own slots that are architectural state; others are derived, or used on the way. */
const keptSlots = ['pc', 'exceptions', 'waiting', 'others', 'leftAt'] as const;
/** Where returns from traps go. */
const exceptionPcs = ['mepc', 'sepc', 'vsepc'] as const;
const keptState = stateNames.filter((name) => name !== 'mhartid');

export class Hart implements Stateful {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly view: DataView;
  readonly ramBytes: number;
  readonly #doubles: BigUint64Array;

  /** @param base where the state is: 0 for the hart that runs. Addresses of slots are from there on. */
  constructor(memory: WebAssembly.Memory, ramBytes: number, base = 0) {
    this.memory = memory;
    const { buffer } = memory;
    this.bytes = new Uint8Array(buffer, base);
    this.words = new Uint32Array(buffer, base);
    this.#doubles = new BigUint64Array(buffer, base);
    this.view = new DataView(buffer, base);
    this.ramBytes = ramBytes;
  }

  /** RAM alone: `ramBytes` of the shared memory. */
  get ram(): Uint8Array {
    return new Uint8Array(this.memory.buffer, RAM, this.ramBytes);
  }

  /** The state after reset [priv §3.4]: M-mode, interrupts and translation off. */
  reset(id: number, pc: bigint): void {
    this.bytes.fill(0, 0, hartBytes);
    this.setState('privilege', 3n);
    this.setState('misa', misaReset);
    this.setState('mhartid', BigInt(id));
    this.setState('mstatus', mstatusReset);
    this.setState('mideleg', midelegReset);
    this.setState('hstatus', hstatusReset);
    this.setState('vsstatus', vsstatusReset);
    this.setState('reservation', NONE);
    this.set(slot.pc, pc);
    this.set(slot.fetchTlbs, BigInt(fetchTlbsPlace(this.ramBytes, id)));
  }

  /** The hart's number, which `mhartid` shows. */
  get id(): number {
    return this.low(mhartid);
  }

  transfer(state: StateTransfer): void {
    const keep = (name: string, address: number) =>
      this.set(address, state.big(name, this.get(address)));
    for (let n = 1; n < 32; n++) keep(`x${n}`, REGISTERS + n * 8);
    for (let n = 0; n < 32; n++) keep(`f${n}`, FLOAT_REGISTERS + n * 8);
    for (const name of keptState) keep(name, stateAddress(name));
    for (const name of keptSlots) keep(name, slot[name]);
    const modes = [0b000, 0b001, 0b011, 0b100, 0b101];
    requireState(modes.includes(this.mode) && this.privilege < 4, 'the privilege mode is none');
    const addresses = [this.pc, ...exceptionPcs.map((name) => this.state(name))];
    requireState(
      !addresses.some((each) => (each & 1n) !== 0n),
      'an instruction has an odd address',
    );
  }

  /** A slot's 64 bits; `address` is a multiple of eight. */
  get(address: number): bigint {
    return this.#doubles[address >>> 3] ?? 0n;
  }

  set(address: number, value: bigint): void {
    this.#doubles[address >>> 3] = value;
  }

  /** A slot as a number: exact up to 2⁵³. */
  number(address: number): number {
    return this.high(address) * TWO_32 + this.low(address);
  }

  setNumber(address: number, value: number): void {
    this.setHalves(address, value >>> 0, Math.floor(value / TWO_32));
  }

  low(address: number): number {
    return this.words[address >>> 2] ?? 0;
  }

  high(address: number): number {
    return this.words[(address >>> 2) + 1] ?? 0;
  }

  setHalves(address: number, low: number, high: number): void {
    this.words[address >>> 2] = low;
    this.words[(address >>> 2) + 1] = high;
  }

  register(number: number): bigint {
    return this.get(REGISTERS + number * 8);
  }

  setRegister(number: number, value: bigint): void {
    if (number !== 0) this.set(REGISTERS + number * 8, value);
  }

  /** All 64 bits of a floating-point register. */
  floatRegister(number: number): bigint {
    return this.get(FLOAT_REGISTERS + number * 8);
  }

  setFloatRegister(number: number, value: bigint): void {
    this.set(FLOAT_REGISTERS + number * 8, value);
  }

  /** Whether it stands in `wfi`. */
  get isWaiting(): boolean {
    return this.low(slot.waiting) !== 0;
  }

  /** Whether the program counter and all registers are as another hart's: these only, no CSR. */
  isWhere(other: Hart): boolean {
    const [own, others] = [this.words, other.words];
    for (let at = 0; at < STATE >>> 2; at++) if (own[at] !== others[at]) return false;
    return this.low(slot.pc) === other.low(slot.pc) && this.high(slot.pc) === other.high(slot.pc);
  }

  state(name: StateName): bigint {
    return this.get(stateAddress(name));
  }

  setState(name: StateName, value: bigint): void {
    this.set(stateAddress(name), value);
  }

  /** The address of the next instruction. */
  get pc(): bigint {
    return this.get(slot.pc);
  }

  get privilege(): number {
    return this.low(privilege);
  }

  /** Whether a guest runs: the mode is VU or VS. */
  get isVirtual(): boolean {
    return this.low(virtual) !== 0;
  }

  /** The privilege mode: 0 U, 1 S, 3 M, 4 VU, 5 VS. */
  get mode(): number {
    return this.privilege | (this.low(virtual) << 2);
  }

  /**
   * Virtual time: what the instructions took and what passed while none ran. It is the computer's:
   * only the hart that runs knows it.
   */
  get nowNs(): number {
    return this.number(slot.begun) * this.number(slot.nsPerInstruction) + this.number(slot.idleNs);
  }

  /** Has the engine stop before the next instruction: something that the run loop decides has changed. */
  stop(): void {
    this.setHalves(slot.limit, 0, 0);
  }

  /** Interrupts that are pending and enabled in `mie`, whatever the privilege. */
  get awaited(): number {
    return (this.low(mip) | this.low(externalSeip) | this.low(hvip)) & this.low(mie);
  }

  /** The interrupt to take before the next instruction, if any [priv §3.1.6.1, §3.1.9, §8.2.3]. */
  dueInterrupt(): number | undefined {
    const awaited = this.awaited;
    if (awaited === 0) return undefined;
    const delegated = this.low(mideleg);
    const status = this.low(mstatusAddress);
    const level = this.privilege;
    const takenByM = level < 3 || (status & MIE) !== 0 ? awaited & ~delegated : 0;
    if (takenByM !== 0) return first(takenByM);
    if (level === 3) return undefined;
    const toGuest = this.low(hideleg);
    const isGuest = this.isVirtual;
    const takenByS =
      level === 0 || isGuest || (status & SIE) !== 0 ? awaited & delegated & ~toGuest : 0;
    if (takenByS !== 0) return first(takenByS);
    const takenByGuest =
      isGuest && (level === 0 || (this.low(vsstatus) & SIE) !== 0) ? awaited & toGuest : 0;
    return takenByGuest === 0 ? undefined : first(takenByGuest);
  }

  /** Sets or clears a line into `mip`; the PLIC's into `seip` has a slot of its own. */
  setPending(interrupt: number, level: boolean): void {
    const address = interrupt === cause.SEI ? externalSeip : mip;
    const bit = 1 << interrupt;
    const before = this.low(address);
    const after = level ? before | bit : before & ~bit;
    if (after === before) return;
    this.setHalves(address, after, 0);
    this.stop();
  }
}

const mhartid = stateAddress('mhartid');
const privilege = stateAddress('privilege');
const virtual = stateAddress('virtual');
const mip = stateAddress('mip');
const hvip = stateAddress('hvip');
const hideleg = stateAddress('hideleg');
const vsstatus = stateAddress('vsstatus');
const mie = stateAddress('mie');
const mideleg = stateAddress('mideleg');
const mstatusAddress = stateAddress('mstatus');
const externalSeip = stateAddress('externalSeip');
const SIE = 1 << 1;
const MIE = 1 << 3;

function first(pending: number): number | undefined {
  return cause.interruptPriority.find((code) => pending & (1 << code));
}
