/**
 * Relocation functions: `%hi(symbol)` and its kin name a part of an address, and by the place they
 * stand in a relocation type [psABI §8.4; RISC-V Assembly Programmer's Manual].
 */

import type { RelocationName } from '@ireko/elf';
import type { Field } from '@ireko/isa';

/** Upper 20 bits, or lower 12 in an instruction of format I or S. */
type Part = 'U' | 'I' | 'S';

// biome-ignore format: columns are the point.
const functions: Readonly<Record<string, Readonly<Partial<Record<Part, RelocationName>>>>> = {
  hi:              { U: 'R_RISCV_HI20' },
  lo:              { I: 'R_RISCV_LO12_I', S: 'R_RISCV_LO12_S' },
  pcrel_hi:        { U: 'R_RISCV_PCREL_HI20' },
  pcrel_lo:        { I: 'R_RISCV_PCREL_LO12_I', S: 'R_RISCV_PCREL_LO12_S' },
  got_pcrel_hi:    { U: 'R_RISCV_GOT_HI20' },
  tprel_hi:        { U: 'R_RISCV_TPREL_HI20' },
  tprel_lo:        { I: 'R_RISCV_TPREL_LO12_I', S: 'R_RISCV_TPREL_LO12_S' },
  tls_ie_pcrel_hi: { U: 'R_RISCV_TLS_GOT_HI20' },
  tls_gd_pcrel_hi: { U: 'R_RISCV_TLS_GD_HI20' },
};

/** Names of all relocation functions, without `%`. */
export const relocationFunctions: readonly string[] = Object.keys(functions);

/** The relocation of a function in a field, or undefined if it does not belong there. */
export function relocationType(name: string, field: Field): RelocationName | undefined {
  const part = partOf(field);
  return part && functions[name]?.[part];
}

function partOf(field: Field): Part | undefined {
  const { min, max } = field.range;
  if (min === 0 && max === 0xfffff) return 'U';
  if (min !== -2048 || max !== 2047) return undefined;
  return field.pieces.length === 1 ? 'I' : 'S';
}
