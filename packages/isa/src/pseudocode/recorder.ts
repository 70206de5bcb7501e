/**
 * The abstract machine whose values are texts. A meaning tells it what happens, in order; it keeps the
 * steps for the writer. What every implementation does anyway (interrupts becoming due, translations
 * becoming stale) is not told.
 */

import type { FloatOperation } from '../float.ts';
import type { AddressSpaces, FloatResult, Meaning, Width } from '../meaning.ts';
import type { StateName } from '../state.ts';
import { exceptionNames } from '../trap/cause.ts';
import { isConstant, level, type Source, type Step, type Term } from './term.ts';
import { TermArithmetic } from './term-arithmetic.ts';

const DIRTY = 3n;

/** A hart that writes down what it is told. */
export class Recorder extends TermArithmetic implements Meaning<Term, Term, string> {
  readonly pc: Term = this.atom('pc', 'pc');
  readonly nextPc: Term = this.atom('next_pc');
  readonly bits: Term = this.atom('instruction_bits');

  #effect(
    changes: readonly Source[],
    parts: readonly Term[],
    write: (...texts: string[]) => string,
  ): void {
    const term: Term = {
      order: this.order++,
      parts,
      level: level.choice,
      write: (part) => write(...parts.map((each) => part(each, level.choice))),
    };
    this.block.push({ is: 'effect', term, changes });
  }

  /** What the text is about in the end. */
  give(value: Term): void {
    this.#effect([], [value], (text) => text);
  }

  read(register: string): Term {
    return this.atom(`x[${register}]`, 'x');
  }
  write(register: string, value: Term): void {
    this.#effect(['x'], [value], (text) => `x[${register}] ← ${text}`);
  }
  isZero(designator: string): Term {
    return this.term({ parts: [], level: level.compare, write: () => `${designator} = 0` });
  }
  readFloat(register: string): Term {
    return this.atom(`f[${register}]`, 'f');
  }
  writeFloat(register: string, value: Term): void {
    this.#effect(['f'], [value], (text) => `f[${register}] ← ${text}`);
  }
  float(operation: FloatOperation, mode: Term, operands: readonly Term[]): FloatResult<Term> {
    const result = this.call(operation.replaceAll('.', '_'), ...operands, mode);
    const part = (name: string) =>
      this.term({
        parts: [result],
        level: level.atom,
        write: (text) => `${text(result, level.atom)}.${name}`,
        short: true,
      });
    return { value: part('value'), flags: part('flags') };
  }

  jump(target: Term): void {
    this.#effect(['pc'], [target], (text) => `pc ← ${text}`);
  }
  when(condition: Term, then: () => void, otherwise: () => void = () => {}): void {
    const order = this.order++;
    const outer = this.block;
    const record = (body: () => void): readonly Step[] => {
      const block: Step[] = [];
      this.block = block;
      body();
      return block;
    };
    const branches = { holds: record(then), otherwise: record(otherwise) };
    this.block = outer;
    outer.push({ is: 'when', condition, order, ...branches });
  }
  raise(cause: number, tval: Term): void {
    const name = exceptionNames[cause] ?? `${cause}`;
    const what = `raise ${name}`;
    this.#effect([], [tval], (text) => (text === '0' ? what : `${what}, with ${text} in xtval`));
  }

  load(address: Term, width: Width): Term {
    return this.#memory('mem', address, width);
  }
  #memory(name: string, address: Term, width: Width): Term {
    return this.term({
      parts: [address],
      level: level.atom,
      write: (part) => `${name}${width * 8}[${part(address, level.choice)}]`,
      source: 'memory',
    });
  }
  store(address: Term, width: Width, value: Term): void {
    this.#store('mem', address, width, value);
  }
  #store(name: string, address: Term, width: Width, value: Term): void {
    this.#effect(
      ['memory'],
      [address, value],
      (at, text) => `${name}${width * 8}[${at}] ← ${text}`,
    );
  }
  modify(address: Term, width: Width, operation: (old: Term) => Term): Term {
    const old = this.#memory('mem', address, width);
    const result = operation(old);
    if (result === old) {
      this.#effect([], [address], (at) => `probe mem${width * 8}[${at}] for a store`);
    } else {
      this.store(address, width, result);
    }
    return old;
  }
  loadGuest(address: Term, width: Width, what: 'data' | 'code'): Term {
    return this.#memory(what === 'data' ? 'guest_mem' : 'guest_code', address, width);
  }
  storeGuest(address: Term, width: Width, value: Term): void {
    this.#store('guest_mem', address, width, value);
  }
  manageBlock(address: Term): void {
    this.#effect([], [address], (at) => `manage the cache block at ${at}`);
  }

  state(name: StateName): Term {
    return this.atom(name, name, { is: 'word', slot: name });
  }
  /** That floating-point state becomes dirty is told once, for all instructions. */
  setState(name: StateName, value: Term): void {
    const isChoice = value.shape?.is === 'operation' && value.shape.name === 'choose';
    const becomesDirty =
      isConstant(value, DIRTY) || (isChoice && value.parts.some((part) => isConstant(part, DIRTY)));
    if ((name === 'fs' || name === 'vsfs') && becomesDirty) return;
    this.#effect([name], [value], (text) => `${name} ← ${text}`);
  }
  readCsr(csr: string): Term {
    return this.atom(`CSR[${csr}]`, 'csr');
  }
  modifiedCsr(csr: string): Term {
    return this.readCsr(csr);
  }
  writeCsr(csr: string, value: Term): void {
    this.#effect(['csr'], [value], (text) => `CSR[${csr}] ← ${text}`);
  }
  checkCsr(csr: string, access: 'read' | 'write'): void {
    this.#effect(
      [],
      [],
      () => `check that CSR[${csr}] may be ${access === 'read' ? 'read' : 'written'}`,
    );
  }
  cycles(): Term {
    return this.atom('instructions_begun');
  }
  retired(): Term {
    return this.atom('instructions_retired');
  }
  time(): Term {
    return this.atom('mtime');
  }

  /** Consequences that architecture takes for granted are not told. */
  interruptsChanged(): void {}
  timersChanged(): void {}
  translationChanged(): void {}

  forgetTranslations(
    whose: AddressSpaces | 'guest-physical',
    address: string,
    space: string,
  ): void {
    const what = {
      supervisor: `translations of address x[${address}] in space`,
      guest: `the guest's translations of address x[${address}] in space`,
      'guest-physical': `translations of guest-physical address x[${address}] << 2 in virtual machine`,
    }[whose];
    this.#effect([], [], () => `forget ${what} x[${space}] (x0: all)`);
  }
  fenceInstructions(): void {
    this.#effect([], [], () => 'stores so far are visible to instruction fetches');
  }
  waitForInterrupt(): void {
    this.#effect([], [], () => 'wait until an interrupt is pending and enabled');
  }
  giveWay(): void {
    this.#effect([], [], () => 'other harts have their turns');
  }
}
