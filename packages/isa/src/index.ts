/** What an instruction and a CSR are: encoding, assembly syntax, meaning. */

export * as cause from './cause.ts';
export {
  type Csr,
  csr,
  csrIsReadOnly,
  csrNumber,
  csrPrivilege,
  csrs,
  mstatusReset,
} from './csr.ts';
export { type Disassembly, describe, disassemble } from './disassemble.ts';
export { compress, encode, expand } from './encode.ts';
export {
  extract,
  type Field,
  type FieldKind,
  type FieldRange,
  fits,
  insert,
  mask,
  type Piece,
  range,
  width,
} from './field.ts';
export {
  canonicalNan,
  double,
  type FloatFormat,
  type FloatOperation,
  type FormatLetter,
  fflags,
  floatOperations,
  fractionMask,
  type IntegerLetters,
  infinity,
  magnitudeMask,
  quietBit,
  type RoundingMode,
  roundingModes,
  roundingNames,
  signMask,
  single,
} from './float.ts';
export { allForms, forms, mnemonics } from './form.ts';
export {
  type Decoded,
  type Expansion,
  type Extension,
  extensions,
  type FieldValues,
  type Form,
  type Instruction,
  isaString,
  type MeaningOf,
  type Named,
  type OperandForm,
} from './instruction.ts';
export type { Arithmetic, FloatResult, Meaning, Operands, Width } from './meaning.ts';
export { type BitField, fieldMask, mstatus } from './mstatus.ts';
export { pmpConfig, pmpConfigPlace, pmpMode } from './pmp.ts';
export {
  allFloatRegisterNames,
  allRegisterNames,
  floatRegisterNames,
  floatRegisterNumber,
  registerNames,
  registerNumber,
} from './register.ts';
export { pmpEntries, type StateName, stateNames } from './state.ts';
export { decode, instruction, instructionLength, instructions, lookUp } from './table.ts';
export { MACHINE, SUPERVISOR, takeTrap, USER } from './trap.ts';
export { cacheBlockBytes } from './zicbo.ts';
