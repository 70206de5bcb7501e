/**
 * A program in the making: words with labels enough for straight-line tests, made into an
 * executable that our machine and QEMU both boot. Its subroutine prints a register in hexadecimal.
 */

import {
  EM_RISCV,
  ET_EXEC,
  PF_R,
  PF_W,
  PF_X,
  PT_LOAD,
  SHF_ALLOC,
  SHF_EXECINSTR,
  section,
  writeElf,
} from '@ireko/elf';
import { csrNumber, encode, type FieldValues, fieldMask, instruction, mstatus } from '@ireko/isa';
import { ramBase, regions } from '../src/index.ts';

/** Registers by what the program uses them for. */
export const register = {
  ra: 1,
  a0: 10,
  a1: 11,
  a2: 12,
  s2: 18,
  s3: 19,
  data: 20,
  uart: 21,
  t0: 5,
  t1: 6,
  t2: 7,
};

/** Where the program keeps its data, from the start of RAM. */
export const dataOffset = 0x40_0000;

const LINE_STATUS = 5;
const TRANSMITTER_EMPTY = 0x40;

export class Program {
  readonly #words: number[] = [];
  readonly #printHex: number;

  constructor() {
    const { t0, t1, t2, a0, uart, ra } = register;
    // The subroutine comes first, and the program begins behind it.
    const jumpOver = this.#words.length;
    this.op('jal', { rd: 0, imm: 0 });
    this.#printHex = this.here;
    this.op('addi', { rd: t0, rs1: 0, imm: 60 });
    const loop = this.here;
    this.op('srl', { rd: t1, rs1: a0, rs2: t0 });
    this.op('andi', { rd: t1, rs1: t1, imm: 15 });
    this.op('addi', { rd: t2, rs1: 0, imm: 10 });
    this.op('blt', { rs1: t1, rs2: t2, imm: 8 });
    this.op('addi', { rd: t1, rs1: t1, imm: 'a'.charCodeAt(0) - 10 - '0'.charCodeAt(0) });
    this.op('addi', { rd: t1, rs1: t1, imm: '0'.charCodeAt(0) });
    this.#send(t1, t2);
    this.op('addi', { rd: t0, rs1: t0, imm: -4 });
    this.op('bge', { rs1: t0, rs2: 0, imm: loop - this.here });
    this.op('addi', { rd: t1, rs1: 0, imm: '\n'.charCodeAt(0) });
    this.#send(t1, t2);
    this.op('jalr', { rd: 0, rs1: ra, imm: 0 });
    this.#words[jumpOver] = encode(instruction('jal'), { rd: 0, imm: this.here - jumpOver * 4 });
    this.constant(uart, BigInt(regions.uart.base));
    this.constant(register.data, BigInt(ramBase + dataOffset));
  }

  /** Sends a byte once the UART has room: QEMU drops what its own output cannot take at once. */
  #send(byte: number, scratch: number): void {
    const { uart } = register;
    this.op('lbu', { rd: scratch, rs1: uart, imm: LINE_STATUS });
    this.op('andi', { rd: scratch, rs1: scratch, imm: TRANSMITTER_EMPTY });
    this.op('beq', { rs1: scratch, rs2: 0, imm: -8 });
    this.op('sb', { rs1: uart, rs2: byte, imm: 0 });
  }

  /** The offset of the next instruction. */
  get here(): number {
    return this.#words.length * 4;
  }

  op(mnemonic: string, values: FieldValues): void {
    this.#words.push(encode(instruction(mnemonic), values));
  }

  /** Loads any 64-bit number, the simple way: eight bits at a time. */
  constant(rd: number, value: bigint): void {
    this.op('addi', { rd, rs1: 0, imm: Number(BigInt.asIntN(8, value >> 56n)) });
    for (let shift = 48n; shift >= 0n; shift -= 8n) {
      this.op('slli', { rd, rs1: rd, imm: 8 });
      this.op('addi', { rd, rs1: rd, imm: Number((value >> shift) & 0xffn) });
    }
  }

  /** Turns floating point on: `mstatus.fs` becomes Initial. */
  enableFloats(): void {
    const { t0 } = register;
    this.constant(t0, fieldMask(mstatus.fs) & -fieldMask(mstatus.fs));
    this.op('csrrs', { rd: 0, csr: csrNumber('mstatus') ?? 0, rs1: t0 });
  }

  /** Prints a register as 16 digits and a line end; clobbers `a0`, `ra` and the temporaries. */
  print(rs: number): void {
    this.op('addi', { rd: register.a0, rs1: rs, imm: 0 });
    this.op('jal', { rd: register.ra, imm: this.#printHex - this.here });
  }

  /** Ends the run, and makes the executable. */
  elf(): Uint8Array {
    const { t0, t1 } = register;
    this.constant(t0, BigInt(regions.finisher.base));
    this.constant(t1, 0x5555n);
    this.op('sw', { rs1: t0, rs2: t1, imm: 0 });
    this.op('jal', { rd: 0, imm: 0 });
    const data = new Uint8Array(new Uint32Array(this.#words).buffer);
    const address = BigInt(ramBase);
    const offset = 0x1000;
    return writeElf({
      type: ET_EXEC,
      machine: EM_RISCV,
      flags: 0,
      entry: address,
      sections: [
        section({ name: '.text', flags: SHF_ALLOC | SHF_EXECINSTR, address, offset, data }),
      ],
      segments: [
        {
          type: PT_LOAD,
          flags: PF_R | PF_W | PF_X,
          offset,
          address,
          physicalAddress: address,
          fileSize: data.length,
          memorySize: data.length,
          align: 0x1000,
        },
      ],
      symbols: [],
    });
  }
}
