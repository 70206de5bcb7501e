/**
 * Which instructions are compressed. The instruction table says what each could become; GNU as
 * chooses by the mnemonic that was written, not by what it stands for, and so does this file.
 */

import { compress, type Decoded, forms, instruction as named, type Xlen } from '@ireko/isa';

/**
 * The compressed instruction that GNU as makes of one, or undefined.
 * @param mnemonic as it was written: `mv` and `addi` are compressed differently
 */
export function compressAsWritten(
  mnemonic: string,
  code: Decoded,
  xlen: Xlen,
): Decoded | undefined {
  const { instruction, values } = code;
  const { rd = 0, rs1 = 0, rs2, imm = 0 } = values;
  // `mv`, `jr` and `ret` list their compressed forms; when those do not fit, no other is tried.
  if (forms(mnemonic, xlen)[0]?.instruction.length === 2) return undefined;
  // `jal zero` jumps as `j` does, but only `j` is compressed.
  if (mnemonic === 'jal') return undefined;
  if (mnemonic === 'li' && rd === 0) return undefined;
  if (mnemonic === 'add' && instruction.mnemonic === 'addi') {
    if (rs1 === 0) return undefined;
    if (imm !== 0) return compress(instruction, values, xlen);
    return rd === rs1 ? { instruction: named('c.addi'), values: { rd, imm } } : undefined;
  }
  if (mnemonic === 'add' && rs2 === 0) return undefined;
  return compress(instruction, values, xlen);
}
