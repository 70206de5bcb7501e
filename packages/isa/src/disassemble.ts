/** Writes instructions as GNU objdump does: the alias that says most, ABI names, decimal immediates. */

import { csr } from './csr.ts';
import { expand } from './encode.ts';
import type { Field } from './field.ts';
import { roundingNames } from './float.ts';
import { allForms } from './form.ts';
import type { Decoded, FieldValues, Form, Named, OperandForm } from './instruction.ts';
import { floatRegisterNames, registerNames } from './register.ts';
import { decode } from './table.ts';

/** An instruction as text. */
export interface Disassembly {
  readonly mnemonic: string;
  /** Operands, separated by commas without spaces. */
  readonly operands: string;
  /** The address that a branch or jump names. */
  readonly target: bigint | undefined;
  readonly length: 2 | 4;
}

/** The printed forms of each instruction, those that fix most fields first. */
const printedForms = Map.groupBy(
  allForms.filter((form) => form.printed).sort((a, b) => specificity(b) - specificity(a)),
  (form) => form.instruction,
);

/** A form says more the fewer operands it leaves to be read; an alias more than the plain form. */
function specificity(form: Form): number {
  const isAlias = form.mnemonic === form.instruction.mnemonic ? 0 : 1;
  const twins = form.operands.filter((operand) => twinOf(operand) !== undefined).length;
  return (Object.keys(form.fixed).length + twins) * 2 + isAlias;
}

/**
 * Disassembles the instruction at `pc`.
 * @param word 32 bits from there on, little-endian; a compressed instruction uses the low 16.
 * @returns undefined if no instruction is encoded so.
 */
export function disassemble(word: number, pc: bigint): Disassembly | undefined {
  const decoded = decode(word);
  return decoded && describe(decoded, pc);
}

/** As `disassemble`, for an instruction that has been decoded. */
export function describe(decoded: Decoded, pc: bigint): Disassembly {
  const { length } = decoded.instruction;
  const { form, values } = bestForm(decoded);
  let target: bigint | undefined;
  const operands = form.operands.map((operand) => {
    if (operand.shape === 'target') {
      target = BigInt.asUintN(64, pc + BigInt(values[operand.field.name] ?? 0));
      return target.toString(16);
    }
    return operandText(operand, values, form.instruction.mnemonic);
  });
  return { mnemonic: form.mnemonic, operands: operands.join(','), target, length };
}

/** A compressed instruction is shown as what it stands for, unless an alias is its very own (`mv`). */
function bestForm(decoded: Decoded): { form: Form; values: FieldValues } {
  const own = matchingForm(decoded);
  if (own && own.mnemonic !== decoded.instruction.mnemonic)
    return { form: own, values: decoded.values };
  const expanded = expand(decoded);
  const form = matchingForm(expanded) ?? printedForms.get(expanded.instruction)?.at(-1);
  if (!form) throw new Error(`${expanded.instruction.mnemonic} has no form`);
  return { form, values: expanded.values };
}

function matchingForm({ instruction, values }: Decoded): Form | undefined {
  return printedForms
    .get(instruction)
    ?.find(
      ({ fixed, operands }) =>
        Object.entries(fixed).every(([name, value]) => values[name] === value) &&
        operands.every((operand) => twinsAgree(operand, values)),
    );
}

function twinOf(operand: OperandForm): Field | undefined {
  return operand.shape === 'float' ? operand.twin : undefined;
}

function twinsAgree(operand: OperandForm, values: FieldValues): boolean {
  if (operand.shape !== 'float' || !operand.twin) return true;
  return values[operand.field.name] === values[operand.twin.name];
}

function operandText(operand: OperandForm, values: FieldValues, mnemonic: string): string {
  switch (operand.shape) {
    case 'register':
      return registerText(operand.field, values);
    case 'float':
      return floatRegisterNames[values[operand.field.name] ?? 0] ?? '';
    case 'vector':
    case 'mask':
    case 'vtype':
      throw new Error(`${mnemonic} is none of the machine's instructions`);
    case 'rounding':
      return roundingNames[values[operand.field.name] ?? 0] ?? 'unknown';
    case 'memory': {
      const base = `(${registerText(operand.base, values)})`;
      return operand.offset ? `${values[operand.offset.name] ?? 0}${base}` : base;
    }
    case 'csr': {
      const number = values[operand.field.name] ?? 0;
      return csr(number)?.name ?? `0x${number.toString(16)}`;
    }
    case 'ordering':
      return orderingText(values[operand.field.name] ?? 0);
    default: {
      const value = values[operand.field.name] ?? 0;
      return hexadecimal.has(mnemonic) ? `0x${value.toString(16)}` : String(value);
    }
  }
}

/** Immediates that are bit patterns rather than numbers. */
// biome-ignore format: by what they do.
const hexadecimal = new Set([
  'lui', 'auipc', 'slli', 'srli', 'srai', 'slliw', 'srliw', 'sraiw', 'slli.uw',
  'rori', 'roriw', 'bclri', 'bexti', 'binvi', 'bseti',
]);

function registerText(field: Field | Named, values: FieldValues): string {
  const number = 'register' in field ? field.register : (values[field.name] ?? 0);
  return registerNames[number] ?? `x${number}`;
}

/** A set of `iorw`, as `fence` writes it. */
function orderingText(set: number): string {
  const letters = [...'iorw'].filter((_, index) => set & (0b1000 >> index));
  return letters.join('') || 'unknown';
}
