/** ELF executables of one segment, written by hand for tests of loading. */

const HEADER = 64;
const PROGRAM_HEADER = 56;

/** An executable for RISC-V with these bytes, in this place. */
export const executable = ({
  address,
  entry = address,
  bytes = Uint8Array.of(0x6f, 0, 0, 0),
  memoryBytes = bytes.length,
}: {
  readonly address: number;
  readonly entry?: number;
  readonly bytes?: Uint8Array;
  /** What it takes in memory; 0 makes an executable that loads nothing. */
  readonly memoryBytes?: number;
}): Uint8Array => {
  const file = new Uint8Array(HEADER + PROGRAM_HEADER + bytes.length);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true); // ET_EXEC
  view.setUint16(18, 243, true); // EM_RISCV
  view.setUint32(20, 1, true);
  view.setBigUint64(24, BigInt(entry), true);
  view.setBigUint64(32, BigInt(HEADER), true);
  view.setUint16(52, HEADER, true);
  view.setUint16(54, PROGRAM_HEADER, true);
  view.setUint16(56, 1, true);
  const at = HEADER;
  view.setUint32(at, 1, true); // PT_LOAD
  view.setUint32(at + 4, 7, true);
  view.setBigUint64(at + 8, BigInt(HEADER + PROGRAM_HEADER), true);
  view.setBigUint64(at + 16, BigInt(address), true);
  view.setBigUint64(at + 24, BigInt(address), true);
  view.setBigUint64(at + 32, BigInt(Math.min(bytes.length, memoryBytes)), true);
  view.setBigUint64(at + 40, BigInt(memoryBytes), true);
  file.set(bytes, HEADER + PROGRAM_HEADER);
  return file;
};
