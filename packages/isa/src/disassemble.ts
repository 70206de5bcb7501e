/** Writes instructions as GNU objdump does: the alias that says most, ABI names, decimal immediates. */

import { csrName } from './csr/csr-name.ts';
import { expand } from './encode.ts';
import type { Field } from './field.ts';
import { roundingNames } from './float.ts';
import { allForms, otherForms } from './form.ts';
import type {
  Decoded,
  FieldValues,
  Form,
  Instruction,
  Named,
  OperandForm,
  Xlen,
} from './instruction.ts';
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

/** How to write, as `objdump -M` asks. */
export interface DisassemblyStyle {
  /** `no-aliases`: each instruction by its own name, a compressed one too. */
  readonly noAliases?: boolean;
  /** `numeric`: registers as `x10` and `f10`. */
  readonly numeric?: boolean;
  /** CSRs by the names that they had before version 1.12 of the privileged specification. */
  readonly oldCsrs?: boolean;
  /** Bits of the registers that the program is for; 64 if left out. */
  readonly xlen?: Xlen;
}

let printed: ReadonlyMap<Instruction, readonly Form[]> | undefined;
let otherPrinted: ReadonlyMap<Instruction, readonly Form[]> | undefined;

/** The printed forms of an instruction, those that fix most fields first. */
function printedForms(instruction: Instruction): readonly Form[] {
  printed ??= byInstruction(allForms());
  const found = printed.get(instruction);
  if (found) return found;
  otherPrinted ??= byInstruction([...otherForms().values()].flat());
  return otherPrinted.get(instruction) ?? [];
}

function byInstruction(forms: readonly Form[]): ReadonlyMap<Instruction, readonly Form[]> {
  const usable = forms.filter((form) => form.printed);
  return Map.groupBy(
    usable.sort((a, b) => specificity(b) - specificity(a)),
    (form) => form.instruction,
  );
}

/** Whether assembly can say it: not with reserved bits set, as a `fence` may have them. */
export function isWritable(decoded: Decoded): boolean {
  const { instruction, values } = expand(decoded);
  return printedForms(instruction).some(({ fixed }) =>
    Object.entries(fixed).every(([name, value]) => values[name] === value),
  );
}

/** A form says more the fewer operands it leaves to be read; an alias more than the plain form. */
function specificity(form: Form): number {
  const isAlias = form.mnemonic === form.instruction.mnemonic ? 0 : 1;
  const twins = form.operands.reduce((sum, operand) => sum + twinsOf(operand).length, 0);
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
export function describe(decoded: Decoded, pc: bigint, style: DisassemblyStyle = {}): Disassembly {
  const { length } = decoded.instruction;
  const { xlen = 64 } = style;
  const { form, values } = style.noAliases ? ownForm(decoded) : bestForm(decoded, xlen);
  const names = style.numeric ? NUMBERED : NAMED;
  let target: bigint | undefined;
  const operands = form.operands.map((operand) => {
    if (operand.shape === 'target') {
      target = BigInt.asUintN(xlen, pc + BigInt(values[operand.field.name] ?? 0));
      return target.toString(16);
    }
    return operandText(operand, values, form.instruction.mnemonic, names, style.oldCsrs);
  });
  return { mnemonic: form.mnemonic, operands: operands.join(','), target, length };
}

/** A compressed instruction is shown as what it stands for, unless an alias is its very own (`mv`). */
function bestForm(decoded: Decoded, xlen: Xlen): { form: Form; values: FieldValues } {
  if (isHint(decoded)) return ownForm(decoded);
  const { mnemonic: ownName } = decoded.instruction;
  // `mv` is what `c.mv` stands for, and no addition.
  const isOfWidth = ({ xlen: only = xlen, mnemonic }: Form) =>
    only === xlen && !(ownName === 'c.addi' && mnemonic === 'mv');
  const own = matchingForm(decoded, isOfWidth);
  if (own && own.mnemonic !== ownName) return { form: own, values: decoded.values };
  const expanded = expand(decoded);
  const form = matchingForm(expanded, isOfWidth) ?? printedForms(expanded.instruction).at(-1);
  if (!form) throw new Error(`${expanded.instruction.mnemonic} has no form`);
  return { form, values: expanded.values };
}

/** A compressed instruction that would write to `zero` and is known by its own name alone. */
function isHint({ instruction, values }: Decoded): boolean {
  return values['rd'] === 0 && HINTS.has(instruction.mnemonic);
}

const HINTS: ReadonlySet<string> = new Set(['c.add', 'c.li', 'c.lui', 'c.mv', 'c.slli']);

function ownForm(decoded: Decoded): { form: Form; values: FieldValues } {
  const form =
    matchingForm(decoded, ({ isAlias }) => !isAlias) ??
    printedForms(decoded.instruction).findLast(({ isAlias }) => !isAlias);
  if (!form) throw new Error(`${decoded.instruction.mnemonic} has no form`);
  return { form, values: decoded.values };
}

function matchingForm(
  { instruction, values }: Decoded,
  isWanted: (form: Form) => boolean = () => true,
): Form | undefined {
  return printedForms(instruction).find((form) => isWanted(form) && matches(form, values));
}

function matches({ fixed, operands }: Form, values: FieldValues): boolean {
  return (
    Object.entries(fixed).every(([name, value]) => values[name] === value) &&
    operands.every((operand) => twinsAgree(operand, values))
  );
}

/** The other fields that an operand gives. */
function twinsOf(operand: OperandForm): readonly Field[] {
  if (operand.shape === 'vector') return operand.twins;
  return operand.shape === 'float' && operand.twin ? [operand.twin] : [];
}

function twinsAgree(operand: OperandForm, values: FieldValues): boolean {
  if (operand.shape !== 'float' && operand.shape !== 'vector') return true;
  const { field } = operand;
  const number = 'register' in field ? field.register : values[field.name];
  return twinsOf(operand).every(({ name }) => values[name] === number);
}

/** Names of the registers by number. */
interface RegisterNames {
  readonly whole: readonly string[];
  readonly float: readonly string[];
}

const NAMED: RegisterNames = { whole: registerNames, float: floatRegisterNames };
const NUMBERED: RegisterNames = {
  whole: registerNames.map((_, number) => `x${number}`),
  float: floatRegisterNames.map((_, number) => `f${number}`),
};

function operandText(
  operand: OperandForm,
  values: FieldValues,
  mnemonic: string,
  names: RegisterNames,
  oldCsrs = false,
): string {
  switch (operand.shape) {
    case 'register':
      return registerText(operand.field, values, names);
    case 'float':
      return names.float[values[operand.field.name] ?? 0] ?? '';
    case 'vector': {
      const { field } = operand;
      return `v${'register' in field ? field.register : (values[field.name] ?? 0)}`;
    }
    case 'mask':
      return 'v0.t';
    case 'vtype':
      return vectorTypeText(values[operand.field.name] ?? 0);
    case 'rounding':
      return roundingNames[values[operand.field.name] ?? 0] ?? 'unknown';
    case 'memory': {
      const base = `(${registerText(operand.base, values, names)})`;
      return operand.offset ? `${values[operand.offset.name] ?? 0}${base}` : base;
    }
    case 'csr': {
      const number = values[operand.field.name] ?? 0;
      return csrName(number, oldCsrs) ?? `0x${number.toString(16)}`;
    }
    case 'ordering':
      return orderingText(values[operand.field.name] ?? 0);
    default: {
      const value = values[operand.field.name] ?? 0;
      return hexadecimal.has(mnemonic) ? `0x${(value & UPPER).toString(16)}` : String(value);
    }
  }
}

/** The bits of an upper immediate, the widest of those that are written in hexadecimal. */
const UPPER = 0xf_ffff;

/** Immediates that are bit patterns rather than numbers. */
// biome-ignore format: by what they do.
const hexadecimal = new Set([
  'lui', 'auipc', 'slli', 'srli', 'srai', 'slliw', 'srliw', 'sraiw', 'slli.uw',
  'c.slli', 'c.srli', 'c.srai', 'c.lui',
  'aes64ks1i', 'sm4ed', 'sm4ks',
  'rori', 'roriw', 'bclri', 'bexti', 'binvi', 'bseti',
]);

function registerText(field: Field | Named, values: FieldValues, { whole }: RegisterNames): string {
  const number = 'register' in field ? field.register : (values[field.name] ?? 0);
  return whole[number] ?? `x${number}`;
}

const MULTIPLIERS = ['m1', 'm2', 'm4', 'm8', undefined, 'mf8', 'mf4', 'mf2'];

/** `e32,m2,ta,ma`: how vectors are divided; a number if it says nothing [V §3.4]. */
function vectorTypeText(type: number): string {
  const multiplier = MULTIPLIERS[type & 0b111];
  const width = (type >> 3) & 0b111;
  if (multiplier === undefined || width > 3 || type >> 8 !== 0) return String(type);
  const tail = type & 0b0100_0000 ? 'ta' : 'tu';
  const mask = type & 0b1000_0000 ? 'ma' : 'mu';
  return `e${8 << width},${multiplier},${tail},${mask}`;
}

/** A set of `iorw`, as `fence` writes it. */
function orderingText(set: number): string {
  const letters = [...'iorw'].filter((_, index) => set & (0b1000 >> index));
  return letters.join('') || 'unknown';
}
