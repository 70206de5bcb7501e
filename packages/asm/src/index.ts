/** GNU-syntax assembler, linker and object tools for RISC-V. */

export type { Abi } from './architecture.ts';
export {
  type AssembleOptions,
  type Assembly,
  assemble,
  defaultArchitecture,
} from './assemble.ts';
export {
  type Diagnostic,
  type Expansion,
  type FormatOptions,
  formatDiagnostic,
  type Span,
} from './diagnostic.ts';
export { type BuiltImage, buildImage, type Image } from './image.ts';
export { pseudoMnemonics } from './instruction/instruction.ts';
export {
  type Discarded,
  type Linked,
  type LinkInput,
  type LinkOptions,
  link,
  type ObjectFile,
  type ScriptFile,
} from './link/link.ts';
export type {
  Edict,
  ListedLine,
  ListedSymbol,
  Listing,
  ListingOptions,
} from './listing/listing.ts';
export { type ListingFormat, printListing } from './listing/listing-text.ts';
export { ObjectCache } from './object-cache.ts';

export type { ReadFile } from './text/source.ts';
export { type Addr2lineOptions, addr2line } from './tools/addr2line.ts';
export {
  type ArchiveResult,
  addMembers,
  extractMembers,
  listMembers,
  removeMembers,
} from './tools/ar.ts';
export { binaryObject } from './tools/binary-object.ts';
export { type NmOptions, nm } from './tools/nm.ts';
export { type Copied, type ObjcopyOptions, objcopy } from './tools/objcopy.ts';
export { type ObjdumpOptions, objdump } from './tools/objdump.ts';
export { type ReadelfOptions, readelf } from './tools/readelf.ts';
export { type SizeOptions, size } from './tools/size.ts';
export { type StringsOptions, strings } from './tools/strings.ts';
export type { SymbolChanges } from './tools/symbol-changes.ts';
export type { ToolResult } from './tools/text.ts';
