/**
 * Branches and jumps to labels, which take the shortest form that reaches [GNU as,
 * `relaxed_branch_length`]:
 *
 *   bytes  conditional                  unconditional
 *     2    c.beqz a0, target            c.j target
 *     4    beq a0, a1, target           jal rd, target
 *     6    c.bnez a0, 1f; j target; 1:
 *     8    bne a0, a1, 1f; j target; 1:
 *
 * A target in another section or file is taken to be out of a branch's reach and within a jump's.
 * Every form carries a relocation, since the linker decides where things go; the distance written
 * here is the one within this object, for readers of its disassembly.
 */

import type { RelocationName } from '@ireko/elf';
import {
  compress,
  type Decoded,
  encode,
  expand,
  type Field,
  type Instruction,
  insert,
  instruction as named,
  type Xlen,
} from '@ireko/isa';
import type { FixupKind } from '../object/fixups.ts';
import type { Place } from '../text/source.ts';
import { type Bound, reduce, tentative } from '../unit/expression.ts';
import type { Chunk, Section, Stretch } from '../unit/section.ts';
import type { Definition, Sym } from '../unit/symbol.ts';
import { compressAsWritten } from './compression.ts';

type Label = Extract<Definition, { kind: 'label' }>;

const JAL = named('jal');

/** The condition that holds exactly when the other does not. */
const inverse: Readonly<Record<string, string>> = {
  beq: 'bne',
  bne: 'beq',
  blt: 'bge',
  bge: 'blt',
  bltu: 'bgeu',
  bgeu: 'bltu',
};

/** One way to write a branch or jump: all but the distance. */
export interface BranchForm {
  readonly code: Decoded;
  /** The instruction's word, its target field zero, and the bytes that it takes. */
  readonly word: number;
  readonly length: number;
  readonly target: Field;
  /** It reaches distances from -reach up to but not including reach. */
  readonly reach: number;
  /** The relocation that fills in the distance. */
  readonly fixup: FixupKind;
}

/** What a branch or jump can be written as. */
export interface BranchForms {
  readonly full: BranchForm;
  /** Compressed, if that may be used. */
  readonly short: BranchForm | undefined;
  /** The distances that they reach: see `BranchForm`. */
  readonly shortReach: number;
  readonly fullReach: number;
  /** Bytes it takes beyond them, where a branch has a jump behind it and a jump is full. */
  readonly farSize: number;
}

/**
 * The forms of a branch or jump, its target field zero.
 * @param mayCompress C is in force
 */
export function branchForms(
  mnemonic: string,
  code: Decoded,
  mayCompress: boolean,
  xlen: Xlen,
): BranchForms {
  const decoded = expand(code);
  const full = formOf(decoded);
  const isShort = code.instruction.length === 2;
  const compressed =
    isShort || mayCompress ? compressAsWritten(isShort ? 'j' : mnemonic, decoded, xlen) : undefined;
  const short = compressed && formOf(compressed);
  const isJump = decoded.instruction === JAL;
  const farSize = isJump ? 4 : short ? 6 : 8;
  return { full, short, shortReach: short?.reach ?? 0, fullReach: full.reach, farSize };
}

function formOf(code: Decoded): BranchForm {
  const { instruction, values } = code;
  const target = Object.values(instruction.fields).find((field) => field.kind === 'target');
  if (!target) throw new Error(`${instruction.mnemonic} has no target`);
  return {
    code,
    word: encode(instruction, { ...values, [target.name]: 0 }),
    length: instruction.length,
    target,
    reach: -target.range.min,
    fixup: { kind: 'instruction', type: relocationOf(instruction) },
  };
}

function relocationOf({ mnemonic, length }: Instruction): RelocationName {
  if (mnemonic === 'jal') return 'R_RISCV_JAL';
  if (length === 4) return 'R_RISCV_BRANCH';
  return mnemonic === 'c.j' || mnemonic === 'c.jal' ? 'R_RISCV_RVC_JUMP' : 'R_RISCV_RVC_BRANCH';
}

/** Bytes that a branch takes to go so far. */
export function sizeFor(
  distance: number,
  shortReach: number,
  fullReach: number,
  farSize: number,
): number {
  if (distance >= -shortReach && distance < shortReach) return 2;
  return distance >= -fullReach && distance < fullReach ? 4 : farSize;
}

/** A branch or jump whose size layout decides. */
export class Branch implements Stretch {
  readonly forms: BranchForms;
  readonly #target: Bound;
  readonly #place: Place;
  readonly #chunk: Chunk;

  constructor(forms: BranchForms, target: Bound, chunk: Chunk, place: Place) {
    this.forms = forms;
    this.#target = target;
    this.#chunk = chunk;
    this.#place = place;
  }

  /** Where it goes, if that is a label of the same section, once all of the source is read. */
  get label(): Label | undefined {
    return this.#target.kind === 'symbol' ? this.#inSection(this.#target) : undefined;
  }

  measure(address: number): number {
    const distance = this.#distance(address);
    if (distance === undefined) return this.forms.full.code.instruction === JAL ? 4 : 8;
    const { shortReach, fullReach, farSize } = this.forms;
    return sizeFor(distance, shortReach, fullReach, farSize);
  }

  write(target: Uint8Array, address: number, section: Section): void {
    const { full, short } = this.forms;
    const size = this.#chunk.stretchSize;
    if (size <= 4) {
      this.#put(target, address, (size === 2 ? short : undefined) ?? full, section);
      return;
    }
    const around = inverted(full.code, size === 6);
    store(target, address, insert(around.target, around.word, size), around.length);
    this.#put(target, address + around.length, JUMP, section);
  }

  /** Bytes from `address` to the target, if it is in the same section. */
  #distance(address: number): number | undefined {
    const value = reduce(this.#target);
    if (typeof value === 'string' || value.subtract || !value.add) return undefined;
    const label = this.#inSection(value.add);
    return label && label.chunk.address + label.offset + Number(value.constant) - address;
  }

  #inSection({ definition, binding }: Sym): Label | undefined {
    if (definition?.kind !== 'label' || binding === 'weak') return undefined;
    return definition.chunk.section === this.#chunk.section ? definition : undefined;
  }

  #put(target: Uint8Array, address: number, form: BranchForm, section: Section): void {
    const value = reduce(this.#target);
    const known = typeof value !== 'string' && value.add ? Number(tentative(value)) - address : 0;
    store(target, address, insert(form.target, form.word, known), form.length);
    const offset = address - this.#chunk.address;
    section.fixups.add(this.#chunk, offset, this.#target, form.fixup, this.#place);
  }
}

/** What a branch that does not reach has behind it: `j target`. */
const JUMP = formOf({ instruction: JAL, values: { rd: 0, imm: 0 } });

function inverted({ instruction, values }: Decoded, compressed: boolean): BranchForm {
  const full: Decoded = { instruction: named(inverse[instruction.mnemonic] ?? 'beq'), values };
  return formOf((compressed ? compress(full.instruction, full.values) : undefined) ?? full);
}

function store(target: Uint8Array, address: number, word: number, size: number): void {
  for (let index = 0; index < size; index++) target[address + index] = word >>> (8 * index);
}
