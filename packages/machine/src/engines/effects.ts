/**
 * What an instruction does, without doing it: the table read as sets of effects. The translator
 * needs to know which registers are read and written, whether memory is touched, and where control
 * can go; and which instructions are better left to the interpreter.
 */

import {
  type AddressSpaces,
  accessException,
  csr,
  type Decoded,
  type FloatOperation,
  type FloatResult,
  type Meaning,
  type Operands,
  type StateName,
  type Width,
} from '@ireko/isa';

/** What an instruction does to memory. */
export interface MemoryAccess {
  readonly kind: 'read' | 'write' | 'modify';
  readonly width: Width;
  /** The register whose value and the immediate add up to the address; undefined: another address. */
  readonly base: number | undefined;
  /** Whether what is loaded is extended by its sign. */
  readonly isSigned: boolean;
}

/** What the observer knows of a value: that it is a register's, the immediate, their sum, or was loaded. */
type Term =
  | { readonly is: 'register'; readonly register: number }
  | { readonly is: 'immediate' }
  | { readonly is: 'sum'; readonly base: number }
  | { readonly is: 'loaded'; readonly bits: number }
  | null;

export interface Effects {
  /** Registers read and written: bit n is `xn`; `x0` is in neither. */
  readonly reads: number;
  readonly writes: number;
  /** The same of floating-point registers. */
  readonly floatReads: number;
  readonly floatWrites: number;
  /** It loads or stores, so it may fault. */
  readonly access: MemoryAccess | undefined;
  /** It may raise an exception by itself. */
  readonly raises: boolean;
  /** `return` is from a trap: to another mode, perhaps. */
  readonly control: 'none' | 'branch' | 'jump' | 'return';
  /** It is of F or D, and raises an exception if floating point is off, which is rare. */
  readonly floats: boolean;
  /** It may make the state of floating point dirty. */
  readonly dirties: boolean;
  /** The floating-point operation that it computes. */
  readonly operation: FloatOperation | undefined;
  /** Behind it an interrupt may be due, or data accesses may use another TLB. */
  readonly unsettles: boolean;
  /** It is left to the interpreter: fences, waiting, changes of translation, a guest's memory. */
  readonly privileged: boolean;
}

/** What instructions of F and D use besides registers. */
const floatState: ReadonlySet<StateName> = new Set(['fs', 'vsfs', 'fflags', 'frm']);

/** What the observer makes of a value that it need not tell from others. */
const nothing = (): null => null;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const none: Effects = {
  reads: 0,
  writes: 0,
  floatReads: 0,
  floatWrites: 0,
  access: undefined,
  raises: false,
  control: 'none',
  floats: false,
  dirties: false,
  operation: undefined,
  unsettles: false,
  privileged: false,
};

/** The abstract machine that only notes what it is told. It tells values apart only where they are addresses or were loaded. */
class Observer implements Meaning<Term, null, number> {
  /** What it has been told of the instruction that it looks at. */
  found: Mutable<Effects> = none;
  #conditional = 0;

  readonly pc = null;
  readonly nextPc = null;
  readonly bits = null;

  constant = nothing;
  sub = nothing;
  mul = nothing;
  mulhu = nothing;
  div = nothing;
  divu = nothing;
  rem = nothing;
  remu = nothing;
  and = nothing;
  or = nothing;
  xor = nothing;
  sll = nothing;
  srl = nothing;
  sra = nothing;
  clz = nothing;
  ctz = nothing;
  cpop = nothing;
  zext = nothing;
  eq = nothing;
  ne = nothing;
  lt = nothing;
  ltu = nothing;
  ge = nothing;
  geu = nothing;
  both = nothing;
  either = nothing;
  not = nothing;
  flag = nothing;
  choose = nothing;

  add(a: Term, b: Term): Term {
    return a?.is === 'register' && b?.is === 'immediate' ? { is: 'sum', base: a.register } : null;
  }

  sext(a: Term, bits: number): null {
    const { access } = this.found;
    if (access && a?.is === 'loaded' && a.bits === bits)
      this.found.access = { ...access, isSigned: true };
    return null;
  }

  read(register: number): Term {
    this.found.reads |= register === 0 ? 0 : 1 << register;
    return { is: 'register', register };
  }
  write(register: number): void {
    this.found.writes |= register === 0 ? 0 : 1 << register;
  }
  readFloat(register: number): null {
    this.found.floatReads |= 1 << register;
    return null;
  }
  writeFloat(register: number): void {
    this.found.floatWrites |= 1 << register;
  }
  float(operation: FloatOperation): FloatResult<null> {
    this.found.operation = operation;
    return { value: null, flags: null };
  }
  isZero = nothing;

  jump(): void {
    if (this.found.control === 'return') return;
    this.found.control = this.#conditional > 0 ? 'branch' : 'jump';
  }
  when(_condition: null, then: () => void, otherwise?: () => void): void {
    this.#conditional++;
    then();
    otherwise?.();
    this.#conditional--;
  }
  raise(): void {
    this.found.raises = true;
  }

  load(address: Term, width: Width): Term {
    this.#note('read', address, width);
    return { is: 'loaded', bits: width * 8 };
  }
  store(address: Term, width: Width): void {
    this.#note('write', address, width);
  }
  modify(address: Term, width: Width, operation: (old: null) => Term): null {
    this.#note('modify', address, width);
    operation(null);
    return null;
  }
  #note(kind: MemoryAccess['kind'], address: Term, width: Width): void {
    const base = address?.is === 'sum' ? address.base : undefined;
    this.found.access = { kind, width, base, isSigned: false };
  }

  /** Rare: the interpreter's matter. */
  loadGuest = (): null => this.#privilegedValue();
  storeGuest = (): null => this.#privilegedValue();
  manageBlock(): void {
    this.found.privileged = true;
  }

  #privilegedValue(): null {
    this.found.privileged = true;
    return null;
  }
  state(name: StateName): null {
    if (floatState.has(name)) this.found.floats = true;
    return null;
  }
  setState(name: StateName): void {
    this.state(name);
    if (name === 'fs') this.found.dirties = true;
    if (name === 'privilege') this.found.control = 'return';
  }

  checkCsr(number: number): void {
    const row = csr(number);
    if (row) accessException(this, row, null);
    else this.found.privileged = true;
  }
  readCsr(number: number): null {
    csr(number)?.read(this);
    return null;
  }
  modifiedCsr(number: number): null {
    const row = csr(number);
    (row?.modified ?? row?.read)?.(this);
    return null;
  }
  writeCsr(number: number): void {
    csr(number)?.write?.(this, null);
  }
  cycles = nothing;
  retired = nothing;
  time = nothing;

  interruptsChanged(): void {
    this.found.unsettles = true;
  }
  timersChanged(): void {
    this.found.unsettles = true;
  }
  translationChanged(what: 'privilege' | AddressSpaces | 'pmp'): void {
    if (what === 'privilege') this.found.unsettles = true;
    else this.found.privileged = true;
  }
  forgetTranslations = (): null => this.#privilegedValue();
  fenceInstructions = (): null => this.#privilegedValue();
  waitForInterrupt = (): null => this.#privilegedValue();
  giveWay = (): null => this.#privilegedValue();
}

const observer = new Observer();

/** The effects of an instruction with these operands; it is not a compressed one. */
export function effects({ instruction, values }: Decoded): Effects {
  observer.found = { ...none };
  const operands: Operands<Term, number> = {
    rd: values['rd'] ?? 0,
    rs1: values['rs1'] ?? 0,
    rs2: values['rs2'] ?? 0,
    rs3: values['rs3'] ?? 0,
    csr: values['csr'] ?? 0,
    imm: { is: 'immediate' },
    rm: null,
  };
  instruction.meaning?.(observer, operands);
  return observer.found;
}
