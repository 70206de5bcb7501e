/**
 * The reference engine: the table read as arithmetic on `bigint`. Slow and obviously right, it is
 * what the other engines are compared with. It fetches, decodes and executes one instruction at
 * a time, and keeps nothing between them but what words mean.
 */

import {
  cause,
  type Decoded,
  decode,
  encode,
  expand,
  type Instruction,
  type Operands,
  takeException,
  takeInterrupt,
} from '@ireko/isa';
import { slot } from '../hart/layout.ts';
import { type Engine, type EngineHost, intercepted } from './engine.ts';
import { ReferenceMeaning, TRAP } from './reference-meaning.ts';

export class ReferenceEngine implements Engine {
  readonly #host: EngineHost;
  readonly #meaning: ReferenceMeaning;

  constructor(host: EngineHost) {
    this.#host = host;
    this.#meaning = new ReferenceMeaning(host);
  }

  /** One instruction at a time, so that the run loop looks for interrupts and events before each. */
  run(): void {
    const { hart } = this.#host;
    if (hart.number(slot.begun) < hart.number(slot.limit)) this.#step();
  }

  interrupt(code: number): void {
    const from = this.#host.hart.mode;
    this.#meaning.begin(0, 0);
    takeInterrupt(this.#meaning, BigInt(code));
    this.#meaning.end();
    this.#host.traps?.taken(from);
  }

  #step(): void {
    const { hart, access, traps } = this.#host;
    const meaning = this.#meaning;
    const from = hart.mode;
    let word = 0;
    let returns = false;
    try {
      meaning.begin(0, 4);
      if (!access.fetch()) throw TRAP;
      word = hart.low(slot.exchange);
      const length = (word & 0b11) === 0b11 ? 4 : 2;
      meaning.begin(length === 4 ? word : word & 0xffff, length);
      const known = meaningOf(word);
      if (!known) meaning.raise(cause.ILLEGAL_INSTRUCTION, meaning.bits);
      else {
        const { instruction, operands } = known;
        instruction.meaning?.(meaning, operands);
        returns = instruction.mnemonic === 'mret' || instruction.mnemonic === 'sret';
      }
    } catch (thrown) {
      if (thrown !== TRAP) throw thrown;
      const code = hart.number(slot.trapCause);
      const isAsked = code === intercepted.code || code >= intercepted.from;
      if (isAsked && this.#host.intercept()) {
        hart.setNumber(slot.begun, hart.number(slot.begun) + 1);
        return;
      }
      takeException(meaning, hart.get(slot.trapCause), hart.get(slot.trapValue), {
        word: BigInt(expandedWord(word)),
        isVirtual: hart.get(slot.faultIsVirtual),
        guestPage: hart.get(slot.faultGuestPage),
        pseudo: hart.get(slot.faultPseudo),
        offset: hart.get(slot.faultOffset),
      });
      hart.setNumber(slot.exceptions, hart.number(slot.exceptions) + 1);
      const raisedAt = hart.pc;
      meaning.end();
      traps?.taken(from);
      hart.setNumber(slot.begun, hart.number(slot.begun) + 1);
      if (hart.pc !== raisedAt) this.#noteStray(raisedAt);
      return;
    }
    meaning.end();
    if (returns) traps?.returned(from);
    hart.setNumber(slot.begun, hart.number(slot.begun) + 1);
  }

  /** The exception was raised elsewhere than where its handler begins [lockup.ts]. */
  #noteStray(pc: bigint): void {
    const { hart } = this.#host;
    hart.set(slot.strayCause, hart.get(slot.trapCause));
    hart.set(slot.strayValue, hart.get(slot.trapValue));
    hart.set(slot.strayPc, pc);
    hart.set(slot.strayBegun, hart.get(slot.begun));
  }
}

/** The instruction as 32 bits: for a compressed one, what it stands for. */
function expandedWord(word: number): number {
  const decoded = decode(word);
  if (!decoded) return word;
  const full = expand(decoded);
  return encode(full.instruction, full.values);
}

/** An instruction that is executed, a full one where it was compressed, and its operands. */
interface Known {
  readonly instruction: Instruction;
  readonly operands: Operands<bigint, number>;
}

/** What words mean that were met: the same for ever, and forgotten only for want of room. */
const met = new Map<number, Known | undefined>();
const MOST_MET = 2 ** 16;

/** What a word says; undefined if that is no instruction. */
function meaningOf(word: number): Known | undefined {
  if (met.has(word)) return met.get(word);
  const decoded = decode(word);
  if (met.size >= MOST_MET) met.clear();
  const known = decoded && knownOf(decoded);
  met.set(word, known);
  return known;
}

function knownOf(decoded: Decoded): Known {
  const { instruction, values } = expand(decoded);
  const operands = {
    rd: values['rd'] ?? 0,
    rs1: values['rs1'] ?? 0,
    rs2: values['rs2'] ?? 0,
    rs3: values['rs3'] ?? 0,
    csr: values['csr'] ?? 0,
    imm: BigInt.asUintN(64, BigInt(values['imm'] ?? 0)),
    rm: BigInt(values['rm'] ?? 0),
  };
  return { instruction, operands };
}
