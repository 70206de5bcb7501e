/**
 * Files that are put into RAM before the computer starts: ELF executables, which say themselves
 * where they go, and raw bytes, which go where they are told. Any bytes at all may come in; whether
 * they go together and fit into RAM is for `plan.ts` to see.
 */

import { EM_RISCV, ET_DYN, ET_EXEC, headersSize, PT_LOAD, readElf, type Symbols } from '@ireko/elf';
import { ramBase } from '../board/memory-map.ts';
import type { Mailbox } from '../devices/htif.ts';

/** Bytes at a physical address. */
export interface Piece {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Where it ends, exclusive; what `bytes` does not fill is zeros. */
  readonly end: number;
}

/** A file, ready for RAM. */
export interface Loadable {
  readonly pieces: readonly Piece[];
  /** Its lowest address, which is where a boot program jumps to. */
  readonly start: number;
  /** Past its highest address. */
  readonly end: number;
  /** Where the file itself says that it begins. */
  readonly entry: bigint;
  /** The words by which it talks to its host, if it has both symbols. */
  readonly mailbox?: Mailbox | undefined;
}

const magic = [0x7f, 0x45, 0x4c, 0x46];

/** Whether a file calls itself ELF. */
export const isElf = (file: Uint8Array): boolean => magic.every((byte, at) => file[at] === byte);

/**
 * An ELF64 RISC-V executable; its segments go to their physical addresses.
 * @returns what is wrong with it and what to do, to follow the file's name, if it cannot be loaded.
 */
export const fromElf = (file: Uint8Array): Loadable | string => {
  const elf = readElf(file);
  if ('problem' in elf) return elf.problem;
  if (elf.machine !== EM_RISCV) return 'it is not for RISC-V';
  if (elf.bits !== 64)
    return 'it is for a computer of 32 bits, and this one has 64; build it with -march=rv64…';
  // A position-independent one runs where it was linked to, as OpenSBI does.
  if (elf.type !== ET_EXEC && elf.type !== ET_DYN)
    return 'it is not an executable; link it with ireko ld';
  const headersEnd = headersSize(elf.segments.length, elf.bits);
  const pieces = elf.segments
    .filter(({ type, memorySize }) => type === PT_LOAD && memorySize > 0)
    .map(({ physicalAddress, offset, fileSize, memorySize }) => {
      const address = Number(physicalAddress);
      const bytes = file.subarray(offset, offset + fileSize);
      const piece = { address, bytes, end: address + memorySize };
      return offset === 0 ? withoutHeaders(piece, headersEnd) : piece;
    });
  if (pieces.length === 0) return 'it has nothing to load';
  const start = Math.min(...pieces.map(({ address }) => address));
  const end = Math.max(...pieces.map((piece) => piece.end));
  return { pieces, start, end, entry: elf.entry, mailbox: mailboxOf(elf.symbols) };
};

/**
 * GNU ld puts the file's own headers, and zeros up to the program, into a segment if they fit in front of
 * it. In front of RAM nobody can look at them: there they are left out.
 */
const withoutHeaders = (piece: Piece, headersEnd: number): Piece => {
  const { address, bytes, end } = piece;
  const before = ramBase - address;
  const areHeaders = before >= headersEnd && before < bytes.length;
  if (!areHeaders || bytes.subarray(headersEnd, before).some((byte) => byte !== 0)) return piece;
  return { address: ramBase, bytes: bytes.subarray(before), end };
};

const mailboxOf = (symbols: Symbols): Mailbox | undefined => {
  const address = (name: string) => {
    const value = Number(symbols.find((symbol) => symbol.name === name)?.value ?? 1n);
    return value % 8 === 0 ? value : undefined;
  };
  const [tohost, fromhost] = [address('tohost'), address('fromhost')];
  return tohost === undefined || fromhost === undefined ? undefined : { tohost, fromhost };
};

/** Raw bytes, begun at their first one. */
export const fromRaw = (bytes: Uint8Array, address: number): Loadable => {
  const end = address + bytes.length;
  return { pieces: [{ address, bytes, end }], start: address, end, entry: BigInt(address) };
};

/** How packed files begin. No program does: the first bytes are no instruction, or an absurd one. */
const packings: readonly (readonly [format: string, unpack: string, magic: readonly number[]])[] = [
  ['gzip', 'gunzip', [0x1f, 0x8b]],
  ['xz', 'unxz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['zstd', 'unzstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** Where a kernel that is an EFI program and unpacks itself says so, behind `MZ`. */
const zbootMagic = [0x4d, 0x5a, 0, 0, 0x7a, 0x69, 0x6d, 0x67]; // MZ, zimg

/** Why raw bytes cannot be run as they are, and what to do, to follow the file's name. */
export function packed(file: Uint8Array): string | undefined {
  const begins = (bytes: readonly number[]) => bytes.every((byte, at) => file[at] === byte);
  const packing = packings.find(([, , bytes]) => begins(bytes));
  if (packing)
    return `it is packed by ${packing[0]}, and firmware unpacks nothing; ${packing[1]} it`;
  return begins(zbootMagic)
    ? 'it is an EFI program that unpacks a kernel, and there is no EFI here; boot the Image in it'
    : undefined;
}
