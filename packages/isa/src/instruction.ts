/**
 * What a row of the table is, once the format helpers have made it: an encoding, the ways to write
 * it in assembly, and its meaning. Engines, assembler, disassembler and documentation read these
 * and nothing else.
 */

import type { Field } from './field.ts';
import type { Meaning, Operands } from './meaning.ts';

/** The extensions in the order of an ISA string. Some have no instruction of their own. */
// biome-ignore format: by groups.
export const extensions = [
  'i', 'm', 'a', 'f', 'd', 'c', 'h',
  'zicbom', 'zicboz', 'zicond', 'zicsr', 'zifencei', 'zihintpause',
  'zawrs', 'zba', 'zbb', 'zbs',
  'smepmp', 'sstc', 'svinval', 'svnapot', 'svpbmt',
] as const;

/** Extensions that the machine does not have, of which instructions can be assembled all the same. */
// biome-ignore format: by groups.
const otherExtensions = [
  'q', 'zfh', 'zfhmin', 'zicbop',
  'zbc', 'zbkb', 'zbkx', 'zknd', 'zkne', 'zknh', 'zksed', 'zksh',
  'zve32x', 'zve32f', 'zve64x',
  'xtheadba', 'xtheadbb', 'xtheadbs', 'xtheadcmo', 'xtheadcondmov', 'xtheadfmemidx', 'xtheadfmv',
  'xtheadint', 'xtheadmac', 'xtheadmemidx', 'xtheadmempair', 'xtheadsync',
] as const;

/** How many bits an integer register has. */
export type Xlen = 32 | 64;

/** An extension by its name in an `-march` string, or the privileged architecture. */
export type Extension =
  | (typeof extensions)[number]
  | (typeof otherExtensions)[number]
  | 'privileged';

/** The ISA of the table, as a device tree's `riscv,isa` names it [unpriv §27]. */
export const isaString: string = extensions.reduce(
  (text, name) => text + (name.length > 1 ? `_${name}` : name),
  'rv64',
);

/** The values of an instruction's fields: register numbers, immediates, CSR numbers. */
export type FieldValues = Readonly<Record<string, number>>;

/**
 * What an instruction does, said to an abstract machine. A reader passes its own machine: numbers
 * to compute, code to generate, sets to analyse [see meaning.ts].
 */
export type MeaningOf = <V, C, R>(machine: Meaning<V, C, R>, operands: Operands<V, R>) => void;

export interface Instruction {
  readonly mnemonic: string;
  readonly extension: Extension;
  /** The only width of registers that has it; absent if both do. */
  readonly xlen?: Xlen;
  /** Bytes: 2 for a compressed instruction, else 4. */
  readonly length: 2 | 4;
  /** The fixed bits and which they are: a word is this instruction if `(word & mask) === match`. */
  readonly match: number;
  readonly mask: number;
  readonly fields: Readonly<Record<string, Field>>;
  /** The mnemonic takes the suffixes `.aq`, `.rl` and `.aqrl`. */
  readonly ordered: boolean;
  /** Register fields no two of which may name the same register. */
  readonly distinct?: readonly string[];
  /** How its operands are written, in order, as the table says it [syntax.ts]. */
  readonly syntax: string;
  /** Absent on a compressed instruction, which means what its expansion means, and where the machine has none. */
  readonly meaning?: MeaningOf;
  /** On a compressed instruction: the instruction it stands for, and how its fields map. */
  readonly expansion?: Expansion;
}

/** The uncompressed instruction that a compressed one stands for. */
export interface Expansion {
  readonly instruction: Instruction;
  /** For each field of that instruction: the compressed field that gives it, or a fixed number. */
  readonly values: Readonly<Record<string, Field | number>>;
}

/**
 * One way to write an instruction. The plain spelling of `addi` is a form, and so are `mv`, `nop`
 * and `amoadd.w.aq`: each names an instruction, fixes some of its fields, and says in which order
 * and shape the others are written.
 */
export interface Form {
  readonly mnemonic: string;
  readonly instruction: Instruction;
  /** The only width of registers that has it; absent if both do. */
  readonly xlen?: Xlen;
  readonly operands: readonly OperandForm[];
  /** Fields that the form does not write, with their values. */
  readonly fixed: FieldValues;
  /** The disassembler may print this form; else it is only read. */
  readonly printed: boolean;
  /** Another name or a shorter spelling of the instruction, rather than its own. */
  readonly isAlias: boolean;
}

/** A register that the instruction implies but the operands name: `sp` in `c.lwsp a0, 4(sp)`. */
export interface Named {
  readonly register: number;
}

/** How one operand is written. */
export type OperandForm =
  /** A register: `a0`, `x10`; or a certain one that must be written. */
  | { readonly shape: 'register'; readonly field: Field | Named }
  /** A floating-point register: `fa0`, `f10`. Where one operand gives two fields, the other is `twin`. */
  | { readonly shape: 'float'; readonly field: Field; readonly twin?: Field }
  /** A rounding mode: `rtz`. Where it may be left out there is a form without it. */
  | { readonly shape: 'rounding'; readonly field: Field }
  /** An integer expression. */
  | { readonly shape: 'immediate'; readonly field: Field }
  /** An address; the field holds its distance from this instruction. */
  | { readonly shape: 'target'; readonly field: Field }
  /** `offset(base)`, or `(base)` where the instruction has no offset. */
  | { readonly shape: 'memory'; readonly base: Field | Named; readonly offset: Field | undefined }
  /** A CSR's name or number. */
  | { readonly shape: 'csr'; readonly field: Field }
  /** A subset of `iorw`, the predecessor or successor set of `fence`. */
  | { readonly shape: 'ordering'; readonly field: Field }
  /** A vector register: `v8`, or a certain one. Where it gives several fields, the others are `twins`. */
  | { readonly shape: 'vector'; readonly field: Field | Named; readonly twins: readonly Field[] }
  /** `v0.t`: only the elements that it says. Where it is left out there is a form without it. */
  | { readonly shape: 'mask'; readonly field: Field }
  /** `e32, m2, ta, ma`, up to the end of the statement, or a number. */
  | { readonly shape: 'vtype'; readonly field: Field };

/** An instruction word taken apart. */
export interface Decoded {
  readonly instruction: Instruction;
  readonly values: FieldValues;
}
