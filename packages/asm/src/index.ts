/** GNU-syntax assembler, linker and object tools for RISC-V. */

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
export type { ReadFile } from './source.ts';
