export {
  type Archive,
  type IndexEntry,
  isArchive,
  type Member,
  readArchive,
  writeArchive,
} from './archive.ts';
export {
  type Attributes,
  readAttributes,
  TAG_RISCV_ARCH,
  TAG_RISCV_PRIV_SPEC,
  TAG_RISCV_PRIV_SPEC_MINOR,
  TAG_RISCV_PRIV_SPEC_REVISION,
  TAG_RISCV_STACK_ALIGN,
  TAG_RISCV_UNALIGNED_ACCESS,
  writeAttributes,
} from './attributes.ts';
export { concatenated } from './bytes.ts';
export * from './constants.ts';
export { type Debug, readDebug } from './debug.ts';
export type { Declaration } from './debug-declaration.ts';
export type { FunctionFrame } from './debug-function.ts';
export type { LineStart, SourceLine } from './debug-line.ts';
export {
  type ElfError,
  type ElfFile,
  type ElfSymbol,
  type GivenFile,
  type GivenSection,
  type Place,
  type Relocation,
  type Section,
  type SectionGroup,
  type Segment,
  section,
  symbol,
} from './file.ts';
export {
  type Bits,
  DYNAMIC,
  RELA,
  readStructure,
  sizeOf,
  writeNumber,
  writeStructure,
} from './layout.ts';
export { bitsOf, type FileHeader, fileHeader, readElf } from './read.ts';
export { relocatedData } from './relocated.ts';
export { ADDRESS_TYPE, R, type RelocationName, relocationName } from './relocation.ts';
export { Relocations, type SymbolList } from './relocations.ts';
export { decodeText, decodeUtf8, encodeText } from './strings.ts';
export {
  indexSymbols,
  isMappingSymbol,
  isTemporaryName,
  type SymbolIndex,
  type SymbolOffset,
  symbolAt,
  symbolIndex,
} from './symbol-index.ts';
export { infoOf, Symbols } from './symbols.ts';
export { isTable } from './tables.ts';
export { headersSize, writeElf } from './write.ts';
