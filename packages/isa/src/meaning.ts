/**
 * The language in which the table says what instructions do.
 *
 * A meaning is a function over an abstract machine (the "tagless final" style): it never computes
 * anything itself, it tells the machine what to compute. The reader chooses what a value is:
 *
 *   V  a 64-bit value    bigint for the reference engine, a wasm local for generated code, …
 *   C  a condition       boolean, or a wasm local of type i32
 *   D  a designator      which register or CSR: a number, or code that fetches it at run time
 *
 * Rules that keep every reading possible:
 *   - Operations take effect in the order in which the meaning calls them.
 *   - A meaning decides with `when` and `choose`, never with the host's `if` on a guest's value.
 *   - Whatever may trap comes before whatever changes state: traps are precise.
 *   - After `raise` nothing more happens; a meaning calls it last in its branch.
 *   - What was read of a register is of no use behind a write to one of its kind, which may be the same.
 */

import type { FloatOperation } from './float.ts';
import type { StateName } from './state.ts';

/** Bytes of a memory access. */
export type Width = 1 | 2 | 4 | 8;

/** The operands of an instruction, by field name. A format gives only those it has. */
export interface Operands<V, D> {
  readonly rd: D;
  readonly rs1: D;
  readonly rs2: D;
  readonly rs3: D;
  readonly csr: D;
  /** The immediate, sign- or zero-extended as its field says. */
  readonly imm: V;
  /** The rounding mode's number as encoded: 7 means the one in `frm`. */
  readonly rm: V;
}

/** What a floating-point operation gives. */
export interface FloatResult<V> {
  /** The number's bits, zero above them; an integer as its register holds it. */
  readonly value: V;
  /** The exceptions that it raised, as `fflags` has them; those that are accrued already may be missing. */
  readonly flags: V;
}

/** Translations that fences tell apart: a supervisor's own, and its guests'. */
export type AddressSpaces = 'supervisor' | 'guest';

/** Arithmetic: no effects. All values are 64 bits; shifts use the low six bits of the count. */
export interface Arithmetic<V, C> {
  constant(value: number | bigint): V;

  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  /** The high 64 bits of the unsigned product. */
  mulhu(a: V, b: V): V;
  /** Quotients and remainders. The divisor is not zero, and the signed quotient fits. */
  div(a: V, b: V): V;
  divu(a: V, b: V): V;
  rem(a: V, b: V): V;
  remu(a: V, b: V): V;

  and(a: V, b: V): V;
  or(a: V, b: V): V;
  xor(a: V, b: V): V;
  sll(a: V, count: V): V;
  srl(a: V, count: V): V;
  sra(a: V, count: V): V;

  /** The low 8, 16 or 32 bits, sign- or zero-extended. */
  sext(a: V, bits: 8 | 16 | 32): V;
  zext(a: V, bits: 8 | 16 | 32): V;

  /** How many zeros stand above the highest one, and below the lowest; 64 where there is none. */
  clz(a: V): V;
  ctz(a: V): V;
  /** How many bits are one. */
  cpop(a: V): V;

  eq(a: V, b: V): C;
  ne(a: V, b: V): C;
  lt(a: V, b: V): C;
  ltu(a: V, b: V): C;
  ge(a: V, b: V): C;
  geu(a: V, b: V): C;

  both(a: C, b: C): C;
  either(a: C, b: C): C;
  not(a: C): C;

  /** 1 if the condition holds, else 0. */
  flag(condition: C): V;
  /** `a` if the condition holds, else `b`; both are computed. */
  choose(condition: C, a: V, b: V): V;
}

/** A hart: registers, memory, control, and the effects of privileged instructions. */
export interface Meaning<V, C, D> extends Arithmetic<V, C> {
  /** The address of this instruction, and of the one after it. */
  readonly pc: V;
  readonly nextPc: V;
  /** The instruction's bits, for `mtval`: 16 of them if it is compressed. */
  readonly bits: V;

  read(register: D): V;
  /** Writes `x0` to no effect. */
  write(register: D, value: V): void;
  /** Whether the designator is register or number zero. */
  isZero(designator: D): C;

  /** All 64 bits of a floating-point register, boxed or not. */
  readFloat(register: D): V;
  writeFloat(register: D, value: V): void;
  /** Computes exactly and rounds once, by the mode with this number. Operands are bits of their format. */
  float(operation: FloatOperation, mode: V, operands: readonly V[]): FloatResult<V>;

  /** The next instruction is at `target` (bit 0 is cleared by the caller where need be). */
  jump(target: V): void;
  when(condition: C, then: () => void, otherwise?: () => void): void;
  /** The instruction traps: an exception with this cause and `xtval`. */
  raise(cause: number, tval: V): void;

  /** Memory at a virtual address, by the current privilege, `mstatus` and `satp`. Zero-extended. */
  load(address: V, width: Width): V;
  store(address: V, width: Width, value: V): void;
  /** One read-modify-write; `address` is aligned. All its faults are store/AMO faults. Gives the old value, zero-extended. */
  modify(address: V, width: Width, operation: (old: V) => V): V;
  /**
   * A hypervisor's access to its guest's memory: as VS-mode or VU-mode, whichever `hstatus.spvp` says,
   * with both stages of translation. `code` reads what may be executed.
   */
  loadGuest(address: V, width: Width, what: 'data' | 'code'): V;
  storeGuest(address: V, width: Width, value: V): void;
  /** Cache-block management: traps unless the address may be loaded or stored, and does no more. */
  manageBlock(address: V): void;

  /** Privileged state that has no number: the slots behind the CSRs [see state.ts]. */
  state(name: StateName): V;
  setState(name: StateName, value: V): void;

  /** A CSR by its number, with the checks of privilege and existence [priv §2.1]. */
  readCsr(csr: D): V;
  /** As `readCsr`, but the value that `csrrs` and `csrrc` modify (`mip.SEIP` differs, [priv §3.1.9]). */
  modifiedCsr(csr: D): V;
  writeCsr(csr: D, value: V): void;
  /** Raises illegal- or virtual-instruction unless the CSR exists, the privilege suffices and, for a write, it is writable. */
  checkCsr(csr: D, access: 'read' | 'write'): void;

  /** Instructions begun since reset, those retired, and `mtime`. */
  cycles(): V;
  retired(): V;
  time(): V;

  /** What is pending, enabled or delegated, or the privilege, changed: an interrupt may be due. */
  interruptsChanged(): void;
  /** `stimecmp`, `vstimecmp`, or what decides whether and when they matter, changed. */
  timersChanged(): void;
  /**
   * Addresses may mean something else: `mstatus` or the privilege changed; `satp`; what a guest's
   * addresses mean, `vsatp` or `hgatp`; PMP.
   */
  translationChanged(what: 'privilege' | AddressSpaces | 'pmp'): void;
  /**
   * A fence: forget translations of the address and the address space in these registers; `x0` means all. Of a
   * guest-physical address, which is given without its two lowest bits, the space is the virtual machine's.
   */
  forgetTranslations(whose: AddressSpaces | 'guest-physical', address: D, space: D): void;
  /** `fence.i`: stores so far are visible to instruction fetches. */
  fenceInstructions(): void;
  /** `wfi`: wait until an interrupt is pending and enabled in `mie`. */
  waitForInterrupt(): void;
  /** `pause` and waits on a reservation: what the hart waits for is another hart's to do. */
  giveWay(): void;
}
