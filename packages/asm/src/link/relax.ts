/**
 * Linker relaxation [psABI Linker Relaxation]: an instruction pair that reaches any address becomes
 * one instruction, or a shorter one, where the address turns out to be near.
 *
 *   auipc, jalr      → c.j, c.jal (in programs of 32 bits), jal, or jalr from zero      call
 *   lui              → nothing, or c.lui                absolute addresses; the other half uses zero or gp
 *   auipc            → nothing                          distances; the other half uses zero or gp
 *   lui, add         → nothing                          thread-local data; the other half uses tp
 *
 * Only pairs marked with `R_RISCV_RELAX` may change. Sections are visited as layout places them, again
 * until nothing changes, and distances are judged as of the layout before; since an alignment
 * may later push things apart, a distance counts as longer by the largest alignment that can lie
 * in between. Judged so, the same pairs are relaxed as by GNU ld 2.40.
 */

import {
  EF_RISCV_RVC,
  R,
  type Relocation,
  type Relocations,
  SHF_EXECINSTR,
  SHF_MERGE,
} from '@ireko/elf';
import { extract, type Field, forms, insert, instruction, mask } from '@ireko/isa';
import type { Cut } from './cuts.ts';
import { PAGE_SIZE } from './evaluate.ts';
import type { InputSection } from './input.ts';
import type { OutputSection } from './output.ts';
import { GLOBAL_POINTER, RELAXED } from './relaxed.ts';
import { signed } from './relocation.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';
import { type Target, targetOf } from './target.ts';
import { isThreadLocal } from './tls.ts';

const ZERO = 0;
const RA = 1;
const SP = 2;
const PAIR_BYTES = 8;

function field(mnemonic: string, name: string): Field {
  return instruction(mnemonic).fields[name] as Field;
}

const I = field('addi', 'imm');
const JAL_RD = field('jal', 'rd');
const JAL_OFFSET = field('jal', 'imm');
const JALR_RD = field('jalr', 'rd');
const JALR_BASE = field('jalr', 'rs1');
const LUI_RD = field('lui', 'rd');
const C_J_OFFSET = field('c.j', 'imm');

/** Relaxes the sections of one link. */
export class Relaxation {
  readonly #symbols: SymbolTable;
  readonly #outputs: readonly OutputSection[];
  readonly #threadLocal: OutputSection | undefined;
  /** The program may move: what is near to 0 or to gp now need not be then. */
  readonly #isMovable: boolean;
  /** Sections that no relocation lets change. */
  readonly #fixed = new Set<InputSection>();

  constructor(symbols: SymbolTable, outputs: readonly OutputSection[], isMovable: boolean) {
    this.#symbols = symbols;
    this.#isMovable = isMovable;
    this.#outputs = outputs;
    this.#threadLocal = outputs.find(isThreadLocal);
  }

  /** Relaxes what can be in one section; returns whether it became shorter. */
  relax(input: InputSection): boolean {
    if ((input.section.flags & SHF_EXECINSTR) === 0 || this.#fixed.has(input)) return false;
    if (!input.relocations.hasType(R.R_RISCV_RELAX)) {
      this.#fixed.add(input);
      return false;
    }
    const surroundings = {
      symbols: this.#symbols,
      isMovable: this.#isMovable,
      largestAlignment: BigInt(Math.max(1, ...this.#outputs.map(({ align }) => align))),
      tlsStart: this.#threadLocal?.address ?? 0n,
    };
    return new SectionRelaxation(input, surroundings).run();
  }
}

/** What a section's relaxation depends on, as of the latest layout. */
interface Surroundings {
  readonly symbols: SymbolTable;
  readonly isMovable: boolean;
  readonly largestAlignment: bigint;
  readonly tlsStart: bigint;
}

/** An `auipc` that is gone, for its other half. */
interface HighPart {
  readonly relocation: Relocation;
  readonly missing: boolean;
}

class SectionRelaxation {
  readonly #input: InputSection;
  readonly #symbols: SymbolTable;
  readonly #isMovable: boolean;
  readonly #largestAlignment: bigint;
  readonly #tlsStart: bigint;
  readonly #gp: bigint;
  readonly #gpOutput: OutputSection | undefined;
  readonly #isCompressed: boolean;
  readonly #relocations: Relocations;
  readonly #data: Uint8Array;
  readonly #view: DataView;
  readonly #cuts: Cut[] = [];
  /** Which of the relocations is the mark of the pair that is being relaxed. */
  #mark = 0;
  readonly #highParts = new Map<number, HighPart>();
  /** Places whose other half came first, and which must therefore stay. */
  readonly #needed = new Set<number>();

  constructor(
    input: InputSection,
    { symbols, isMovable, largestAlignment, tlsStart }: Surroundings,
  ) {
    this.#input = input;
    this.#symbols = symbols;
    this.#isMovable = isMovable;
    this.#largestAlignment = largestAlignment;
    this.#tlsStart = tlsStart;
    const gp = symbols.get(GLOBAL_POINTER);
    this.#gp = (gp && globalAddress(gp)) ?? 0n;
    this.#gpOutput = gp?.script ? gp.script.output : gp?.definition?.section?.output;
    this.#isCompressed = (input.object.file.flags & EF_RISCV_RVC) !== 0;
    this.#relocations = input.relocations.copy();
    this.#data = new Uint8Array(input.data);
    this.#view = new DataView(this.#data.buffer);
  }

  run(): boolean {
    const relocations = this.#relocations;
    for (let at = 0; at + 1 < relocations.length; at++) {
      if (relocations.type(at + 1) !== R.R_RISCV_RELAX) continue;
      if (relocations.offset(at + 1) !== relocations.offset(at)) continue;
      const type = relocations.type(at);
      const relax = RULES.get(type);
      if (this.#isMovable && !MOVABLE.has(type)) continue;
      if (relax === undefined || relocations.offset(at) + 4 > this.#data.length) continue;
      const each = relocations.at(at);
      const target = targetOf(each, this.#input, this.#symbols);
      this.#mark = at + 1;
      if (target === undefined) continue;
      const relaxed = relax(this, each, target);
      if (relaxed !== each) relocations.set(at, relaxed);
    }
    this.#input.relocations = this.#relocations;
    this.#input.data = this.#data;
    this.#input.cuts.add(this.#cuts);
    return this.#cuts.length > 0;
  }

  call(relocation: Relocation, target: Target): Relocation {
    const { offset } = relocation;
    if (target.missing || offset + PAIR_BYTES > this.#data.length) return relocation;
    let distance = signed(target.address - this.#address(offset));
    if (fits(distance, JAL_OFFSET)) {
      const near = target.output !== undefined && target.output === this.#input.output;
      const slack = near ? BigInt(target.output.align) : this.#largestAlignment;
      distance += distance < 0n ? -slack : slack;
    }
    const rd = extract(JALR_RD, this.#view.getUint32(offset + 4, true));
    const short =
      this.#isCompressed && fits(distance, C_J_OFFSET) ? this.#shortJump(rd) : undefined;
    if (short !== undefined) {
      this.#view.setUint16(offset, short, true);
      return this.#cut(relocation, 2, PAIR_BYTES, R.R_RISCV_RVC_JUMP);
    }
    if (fits(distance, JAL_OFFSET)) {
      this.#view.setUint32(offset, insert(JAL_RD, instruction('jal').match, rd), true);
      return this.#cut(relocation, 4, PAIR_BYTES, R.R_RISCV_JAL);
    }
    if (this.#isMovable || !fits(signed(target.address), I)) return relocation;
    this.#view.setUint32(offset, insert(JALR_RD, instruction('jalr').match, rd), true);
    return this.#cut(relocation, 4, PAIR_BYTES, R.R_RISCV_LO12_I);
  }

  /** The jump of 16 bits that links to a register; undefined if there is none. */
  #shortJump(rd: number): number | undefined {
    if (rd === ZERO) return instruction('c.j').match;
    const hasLink = rd === RA && this.#input.object.bits === 32;
    return hasLink ? forms('c.jal', 32)[0]?.instruction.match : undefined;
  }

  /** `lui` goes if the other half can do without; else it may become `c.lui`. */
  upper(relocation: Relocation, target: Target): Relocation {
    const { offset } = relocation;
    if (target.missing || this.#isNear(target, relocation))
      return this.#cut(relocation, 0, 4, R.R_RISCV_NONE);
    const rd = extract(LUI_RD, this.#view.getUint32(offset, true));
    const slack = PAGE_SIZE;
    const isShort = isCompressedUpper(target.address) && isCompressedUpper(target.address, slack);
    if (!this.#isCompressed || !isShort || rd === 0 || rd === SP) return relocation;
    const shortened = insert(field('c.lui', 'rd'), instruction('c.lui').match, rd);
    this.#view.setUint16(offset, shortened, true);
    return this.#cut(relocation, 2, 4, R.R_RISCV_RVC_LUI);
  }

  lower(relocation: Relocation, target: Target): Relocation {
    if (target.missing) return this.#useZero(relocation);
    if (!this.#isNear(target, relocation)) return relocation;
    const store = relocation.type === R.R_RISCV_LO12_S;
    return { ...relocation, type: store ? RELAXED.GPREL_S : RELAXED.GPREL_I };
  }

  /** `auipc` goes if the other half can do without; what merges or holds code may yet move away. */
  distance(relocation: Relocation, target: Target): Relocation {
    const { offset } = relocation;
    if (!target.missing && (target.flags & (SHF_MERGE | SHF_EXECINSTR)) !== 0) return relocation;
    if (this.#needed.has(offset) || !(target.missing || this.#isNear(target, relocation)))
      return relocation;
    this.#highParts.set(offset, { relocation, missing: target.missing });
    return this.#cut(relocation, 0, 4, R.R_RISCV_NONE);
  }

  distanceLower(relocation: Relocation): Relocation {
    const { symbol, type, addend } = relocation;
    if (symbol?.section !== this.#input.section) return relocation;
    const high = this.#highParts.get(Number(symbol.value));
    if (high === undefined) {
      this.#needed.add(Number(symbol.value));
      return relocation;
    }
    const store = type === R.R_RISCV_PCREL_LO12_S;
    const { symbol: target, addend: highAddend } = high.relocation;
    if (high.missing) {
      const kind = store ? R.R_RISCV_LO12_S : R.R_RISCV_LO12_I;
      return this.#useZero({ ...relocation, type: kind, symbol: target, addend: highAddend });
    }
    const kind = store ? RELAXED.GPREL_S : RELAXED.GPREL_I;
    return { ...relocation, type: kind, symbol: target, addend: addend + highAddend };
  }

  threadLocal(relocation: Relocation, target: Target): Relocation {
    const offset = signed(target.address - this.#tlsStart);
    if ((offset + 0x800n) >> 12n !== 0n) return relocation;
    if (relocation.type === R.R_RISCV_TPREL_LO12_I) return { ...relocation, type: RELAXED.TPREL_I };
    if (relocation.type === R.R_RISCV_TPREL_LO12_S) return { ...relocation, type: RELAXED.TPREL_S };
    return this.#cut(relocation, 0, 4, R.R_RISCV_NONE);
  }

  /** Whether twelve bits reach an address from `zero` or, wherever alignments may move it, from `gp`. */
  #isNear({ address, output, size }: Target, { addend }: Relocation): boolean {
    if (fits(signed(address), I)) return true;
    const reserve = addend >= 0n && addend <= BigInt(size) ? BigInt(size) - addend : 0n;
    const isSame = output !== undefined && output === this.#gpOutput;
    const slack = (isSame ? BigInt(output.align) : this.#largestAlignment) + reserve;
    const distance = signed(address - this.#gp);
    return fits(address >= this.#gp ? distance + slack : distance - slack, I);
  }

  #useZero(relocation: Relocation): Relocation {
    const { offset } = relocation;
    const word = this.#view.getUint32(offset, true);
    this.#view.setUint32(offset, insert(JALR_BASE, word & ~BASE_MASK, 0) >>> 0, true);
    return relocation;
  }

  /**
   * Takes out the bytes `from … to` of the instructions at a relocation. As with GNU ld, what is
   * left of the relocation or its mark tells how many, for those that look at them later.
   */
  #cut(relocation: Relocation, from: number, to: number, type: number): Relocation {
    const { offset } = relocation;
    this.#cuts.push({ start: offset + from, end: offset + to });
    const gone = { offset: offset + from, type: R.R_RISCV_NONE, symbol: undefined };
    const note = { ...gone, addend: BigInt(to - from) };
    if (from === 0) return note;
    this.#relocations.set(this.#mark, note);
    return { ...relocation, type };
  }

  #address(offset: number): bigint {
    return this.#input.address + BigInt(this.#input.cuts.moved(offset));
  }
}

type Rule = (section: SectionRelaxation, relocation: Relocation, target: Target) => Relocation;

// biome-ignore format: columns are the point.
const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [R.R_RISCV_CALL,         (section, each, target) => section.call(each, target)],
  [R.R_RISCV_CALL_PLT,     (section, each, target) => section.call(each, target)],
  [R.R_RISCV_HI20,         (section, each, target) => section.upper(each, target)],
  [R.R_RISCV_LO12_I,       (section, each, target) => section.lower(each, target)],
  [R.R_RISCV_LO12_S,       (section, each, target) => section.lower(each, target)],
  [R.R_RISCV_PCREL_HI20,   (section, each, target) => section.distance(each, target)],
  [R.R_RISCV_PCREL_LO12_I, (section, each) => section.distanceLower(each)],
  [R.R_RISCV_PCREL_LO12_S, (section, each) => section.distanceLower(each)],
  [R.R_RISCV_TPREL_HI20,   (section, each, target) => section.threadLocal(each, target)],
  [R.R_RISCV_TPREL_ADD,    (section, each, target) => section.threadLocal(each, target)],
  [R.R_RISCV_TPREL_LO12_I, (section, each, target) => section.threadLocal(each, target)],
  [R.R_RISCV_TPREL_LO12_S, (section, each, target) => section.threadLocal(each, target)],
]);

/** What can be relaxed wherever the program is. */
const MOVABLE: ReadonlySet<number> = new Set([R.R_RISCV_CALL, R.R_RISCV_CALL_PLT]);

const BASE_MASK = mask(JALR_BASE);

/** Bits 31…12 of an address, rounded as for `lui`, that `c.lui` can load: six signed bits, not 0. */
function isCompressedUpper(address: bigint, slack = 0n): boolean {
  const upper = ((signed(address) + 0x800n) >> 12n) + (slack >> 12n);
  return upper !== 0n && upper >= -32n && upper < 32n;
}

/** Whether a field can say a value: of jumps not an odd distance, as to code that is not aligned. */
function fits(value: bigint, { pieces }: Field): boolean {
  const bits = Math.max(...pieces.map(({ hi }) => hi)) + 1;
  const step = 1n << BigInt(Math.min(...pieces.map(({ lo }) => lo)));
  return BigInt.asIntN(bits, value) === value && value % step === 0n;
}
