/** Zbkb, Zbkx and Zk…, instructions for cryptography [crypto §3]: assembled only. */

import { field } from '../field.ts';
import { OP, OP_32, OP_IMM, R, type Row, rv32, rv64, Unary } from '../format.ts';

const round = field('rnum', '3:0@20', { except: [11, 12, 13, 14, 15] });
const byteSelect = field('bs', '1:0@30');

/** A round key needs the number of its round. */
function withRound(row: Row): Row {
  return { ...row, fields: [...row.fields, round], syntax: `${row.syntax}, rnum` };
}

/** SM4, and AES on words, work on one of four bytes. */
function withByte(row: Row): Row {
  return { ...row, fields: [...row.fields, byteSelect], syntax: `${row.syntax}, bs` };
}

// biome-ignore format: columns are the point.
export const zbkb: Readonly<Record<string, Row>> = {
  pack:  R(OP,    0b100, 0b0000100),
  packh: R(OP,    0b111, 0b0000100),
  packw: R(OP_32, 0b100, 0b0000100),
  brev8: Unary(OP_IMM, 0b101, 0b0110100_00111),
  zip:   rv32(Unary(OP_IMM, 0b001, 0b0000100_01111)),
  unzip: rv32(Unary(OP_IMM, 0b101, 0b0000100_01111)),
};

// biome-ignore format: columns are the point.
export const zbkx: Readonly<Record<string, Row>> = {
  xperm4: R(OP, 0b010, 0b0010100),
  xperm8: R(OP, 0b100, 0b0010100),
};

// biome-ignore format: columns are the point.
export const zknd: Readonly<Record<string, Row>> = {
  aes64ds:  rv64(R(OP, 0b000, 0b0011101)),
  aes64dsm: rv64(R(OP, 0b000, 0b0011111)),
  aes64im:  rv64(Unary(OP_IMM, 0b001, 0b0011000_00000)),
  aes32dsi:  rv32(withByte(R(OP, 0b000, 0b0010101))),
  aes32dsmi: rv32(withByte(R(OP, 0b000, 0b0010111))),
};

// biome-ignore format: columns are the point.
export const zkne: Readonly<Record<string, Row>> = {
  aes64es:   rv64(R(OP, 0b000, 0b0011001)),
  aes64esm:  rv64(R(OP, 0b000, 0b0011011)),
  aes64ks1i: rv64(withRound(Unary(OP_IMM, 0b001, 0b0011000_10000))),
  aes64ks2:  rv64(R(OP, 0b000, 0b0111111)),
  aes32esi:  rv32(withByte(R(OP, 0b000, 0b0010001))),
  aes32esmi: rv32(withByte(R(OP, 0b000, 0b0010011))),
};

// biome-ignore format: columns are the point.
export const zknh: Readonly<Record<string, Row>> = {
  sha256sig0: Unary(OP_IMM, 0b001, 0b0001000_00010),
  sha256sig1: Unary(OP_IMM, 0b001, 0b0001000_00011),
  sha256sum0: Unary(OP_IMM, 0b001, 0b0001000_00000),
  sha256sum1: Unary(OP_IMM, 0b001, 0b0001000_00001),
  sha512sig0: rv64(Unary(OP_IMM, 0b001, 0b0001000_00110)),
  sha512sig1: rv64(Unary(OP_IMM, 0b001, 0b0001000_00111)),
  sha512sum0: rv64(Unary(OP_IMM, 0b001, 0b0001000_00100)),
  sha512sum1: rv64(Unary(OP_IMM, 0b001, 0b0001000_00101)),

  sha512sig0h: rv32(R(OP, 0b000, 0b0101110)),
  sha512sig0l: rv32(R(OP, 0b000, 0b0101010)),
  sha512sig1h: rv32(R(OP, 0b000, 0b0101111)),
  sha512sig1l: rv32(R(OP, 0b000, 0b0101011)),
  sha512sum0r: rv32(R(OP, 0b000, 0b0101000)),
  sha512sum1r: rv32(R(OP, 0b000, 0b0101001)),
};

// biome-ignore format: columns are the point.
export const zksed: Readonly<Record<string, Row>> = {
  sm4ed: withByte(R(OP, 0b000, 0b0011000)),
  sm4ks: withByte(R(OP, 0b000, 0b0011010)),
};

// biome-ignore format: columns are the point.
export const zksh: Readonly<Record<string, Row>> = {
  sm3p0: Unary(OP_IMM, 0b001, 0b0001000_01000),
  sm3p1: Unary(OP_IMM, 0b001, 0b0001000_01001),
};
