/** What an instruction and a CSR are: encoding, assembly syntax, meaning. */

export { accessException, type Csr, csr, csrIsReadOnly, csrNumber, csrs } from './csr/csr.ts';
export { type CsrFields, csrFields } from './csr/csr-field.ts';
export { csrName } from './csr/csr-name.ts';
export { envcfg } from './csr/environment.ts';
export { midelegReset } from './csr/interrupt-csr.ts';
export { misaReset } from './csr/misa.ts';
export { type BitField, fieldMask, hstatus, mstatus } from './csr/mstatus.ts';
export { otherCsrNames, otherCsrNumber } from './csr/other-csr.ts';
export { mseccfg, pmpConfig, pmpConfigPlace, pmpMode } from './csr/pmp.ts';
export { hstatusReset, mstatusReset, vsstatusReset } from './csr/status-csr.ts';
export { translationModes } from './csr/translation-csr.ts';
export {
  type Disassembly,
  type DisassemblyStyle,
  describe,
  disassemble,
  isWritable,
} from './disassemble.ts';
export { compress, encode, expand } from './encode.ts';
export { extensionsOf } from './extension.ts';
export {
  extract,
  type Field,
  type FieldKind,
  type FieldRange,
  field,
  fits,
  insert,
  mask,
  type Piece,
} from './field.ts';
export {
  canonicalNan,
  DIRTY,
  DYN,
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
export { allForms, forms, mnemonics, otherForms } from './form.ts';
export { formText } from './form-text.ts';
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
  type Xlen,
} from './instruction.ts';
export { decodeOther } from './instructions/others.ts';
export { cacheBlockBytes } from './instructions/zicbo.ts';
export type {
  AddressSpaces,
  Arithmetic,
  FloatResult,
  Meaning,
  Operands,
  Width,
} from './meaning.ts';
export { MACHINE, SUPERVISOR, USER } from './privilege.ts';
export { csrPseudocode, pseudocode } from './pseudocode/pseudocode.ts';
export {
  allFloatRegisterNames,
  allRegisterNames,
  floatRegisterNames,
  floatRegisterNumber,
  registerNames,
  registerNumber,
  vectorRegisterNumber,
} from './register.ts';
export { pmpEntries, type StateName, stateNames } from './state.ts';
export { decode, instruction, instructionLength, instructions, lookUp } from './table.ts';
export * as cause from './trap/cause.ts';
export { type TrapMode, takeException, takeInterrupt, trapModes } from './trap/trap.ts';
export { type MemoryFault, pseudoinstruction } from './trap/trap-detail.ts';
