/**
 * Follows addresses that are built in two steps: `lui` or `auipc` loads the upper part, and a later
 * instruction with that register adds the lower. GNU objdump names the sum behind the second.
 */

import type { Bits } from '@ireko/elf';
import { type Decoded, expand } from '@ireko/isa';

const ZERO = 0;
const GP = 3;
const TP = 4;

/** Registers of which the upper part of an address is known, as instructions pass by. */
export class AddressTracker {
  readonly #upper = new Map<number, bigint>();
  readonly #gp: bigint | undefined;
  readonly #bits: Bits;

  /**
   * @param gp what `gp` holds, if the file says so.
   * @param bits how wide registers are.
   */
  constructor(gp: bigint | undefined, bits: Bits) {
    this.#gp = gp;
    this.#bits = bits;
  }

  /**
   * Looks at the next instruction; returns the address that it completes, if it does.
   * @param printed the mnemonic that it is shown by: a `mv` adds nothing.
   */
  step(decoded: Decoded, printed: string, pc: bigint): bigint | undefined {
    const compressed = decoded.instruction.mnemonic;
    const { instruction, values } = expand(decoded);
    const { mnemonic } = instruction;
    const { rd = 0, rs1 = 0, imm = 0 } = values;
    if (mnemonic === 'lui' || mnemonic === 'auipc') {
      const upper = BigInt.asIntN(32, BigInt(imm) << 12n);
      this.#upper.set(rd, this.#wrap(mnemonic === 'lui' ? upper : pc + upper));
      return undefined;
    }
    if (/^(mv|nop|sext\.w|ret)$/.test(printed)) return undefined;
    const isLoadOrStore = /^(l[bhwd]u?|s[bhwd]|f[ls][wd])$/.test(mnemonic);
    if (compressed.startsWith('c.') && !/^c\.addiw?$/.test(compressed)) return undefined;
    if (mnemonic === 'jalr' || isLoadOrStore) return this.#complete(rs1, imm);
    if (mnemonic === 'addi' && rs1 !== ZERO) return this.#complete(rs1, imm);
    if (mnemonic === 'addiw' && rs1 !== ZERO) {
      const sum = this.#complete(rs1, imm);
      return sum === undefined ? undefined : this.#wrap(BigInt.asIntN(32, sum));
    }
    return undefined;
  }

  #complete(base: number, offset: number): bigint | undefined {
    const upper = this.#upper.get(base);
    if (upper !== undefined) {
      this.#upper.delete(base);
      return this.#wrap((base === ZERO ? 0n : upper) + BigInt(offset));
    }
    if (base === GP && this.#gp !== undefined) return this.#wrap(this.#gp + BigInt(offset));
    return base === TP || base === ZERO ? this.#wrap(BigInt(offset)) : undefined;
  }

  #wrap(value: bigint): bigint {
    return BigInt.asUintN(this.#bits, value);
  }
}
