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
  type Field,
  type FieldRange,
  type Instruction,
  instruction as named,
  range,
} from '@ireko/isa';
import { type Bound, reduce, tentative } from './expression.ts';
import { addressOf, type Chunk, type Section, type Stretch } from './section.ts';
import type { Place } from './source.ts';

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

/** The field of an instruction that holds a distance, if it has one. */
export function targetField(instruction: Instruction): Field | undefined {
  return Object.values(instruction.fields).find((field) => field.kind === 'target');
}

/** The relocation that fills in the distance. */
function relocationOf({ instruction }: Decoded): RelocationName {
  if (instruction.mnemonic === 'jal') return 'R_RISCV_JAL';
  if (instruction.length === 4) return 'R_RISCV_BRANCH';
  return instruction.mnemonic === 'c.j' ? 'R_RISCV_RVC_JUMP' : 'R_RISCV_RVC_BRANCH';
}

/** What a branch or jump can be written as. */
export interface BranchForms {
  /** The uncompressed instruction, its target field zero, and the compressed one if it may be used. */
  readonly full: Decoded;
  readonly short: Decoded | undefined;
  /** The distances that they reach. */
  readonly reach: FieldRange;
  readonly shortReach: FieldRange | undefined;
}

/** A branch or jump whose size layout decides. */
export class Branch implements Stretch {
  readonly #forms: BranchForms;
  readonly #target: Bound;
  readonly #place: Place;
  readonly #chunk: Chunk;
  /** Where the target is, once that was found out: layout asks over and over. */
  #near: Chunk | undefined;
  #nearOffset = 0;

  constructor(forms: BranchForms, target: Bound, chunk: Chunk, place: Place) {
    this.#forms = forms;
    this.#target = target;
    this.#chunk = chunk;
    this.#place = place;
  }

  measure(address: number): number {
    const { full, short, reach, shortReach } = this.#forms;
    const jump = full.instruction === JAL;
    const distance = this.#distance(address);
    if (distance === undefined) return jump ? 4 : 8;
    if (shortReach && isWithin(shortReach, distance)) return 2;
    if (jump || isWithin(reach, distance)) return 4;
    return short ? 6 : 8;
  }

  write(target: Uint8Array, address: number, section: Section): void {
    const { full, short } = this.#forms;
    const size = this.#chunk.stretchSize;
    if (size <= 4) {
      const code = (size === 2 ? short : undefined) ?? full;
      this.#put(target, address, code, section);
      return;
    }
    const around = inverted(full, size === 6);
    const skip = encode(around.instruction, withDistance(around, size));
    const { length } = around.instruction;
    store(target, address, skip, length);
    const jump: Decoded = { instruction: JAL, values: { rd: 0, imm: 0 } };
    this.#put(target, address + length, jump, section);
  }

  /** Bytes from `address` to the target, if it is an ordinary label of the same section. */
  #distance(address: number): number | undefined {
    if (this.#near) return this.#near.address + this.#nearOffset - address;
    if (this.#target.kind === 'symbol') {
      const { definition, binding } = this.#target.symbol;
      if (definition?.kind === 'label') {
        const { chunk, offset } = definition;
        if (chunk.section !== this.#chunk.section || binding === 'weak') return undefined;
        this.#near = chunk;
        this.#nearOffset = offset;
        return chunk.address + offset - address;
      }
    }
    const value = reduce(this.#target);
    if (typeof value === 'string' || value.subtract || !value.add) return undefined;
    const { definition, binding } = value.add;
    if (definition?.kind !== 'label' || binding === 'weak') return undefined;
    if (definition.chunk.section !== this.#chunk.section) return undefined;
    return addressOf(value.add) + Number(value.constant) - address;
  }

  #put(target: Uint8Array, address: number, code: Decoded, section: Section): void {
    const value = reduce(this.#target);
    const known = typeof value !== 'string' && value.add ? Number(tentative(value)) - address : 0;
    const word = encode(code.instruction, withDistance(code, known));
    store(target, address, word, code.instruction.length);
    section.fixups.push({
      chunk: this.#chunk,
      offset: address - this.#chunk.address,
      value: this.#target,
      how: { kind: 'instruction', type: relocationOf(code) },
      place: this.#place,
      relax: false,
    });
  }
}

function withDistance({ instruction, values }: Decoded, distance: number): Decoded['values'] {
  const field = targetField(instruction);
  return field ? { ...values, [field.name]: distance } : values;
}

function inverted({ instruction, values }: Decoded, compressed: boolean): Decoded {
  const full: Decoded = { instruction: named(inverse[instruction.mnemonic] ?? 'beq'), values };
  return (compressed ? compress(full.instruction, full.values) : undefined) ?? full;
}

/** The distances that a branch or jump reaches. */
export function reachOf({ instruction }: Decoded): FieldRange {
  const field = targetField(instruction);
  if (!field) throw new Error(`${instruction.mnemonic} has no target`);
  return range(field);
}

function isWithin({ min, max }: FieldRange, distance: number): boolean {
  return distance >= min && distance <= max + 1;
}

function store(target: Uint8Array, address: number, word: number, size: number): void {
  for (let index = 0; index < size; index++) target[address + index] = word >>> (8 * index);
}
