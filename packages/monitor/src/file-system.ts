/**
 * Disks with the monitor's file system, made and read by the host. The format
 * is described once, in `kernel/file-system.inc`.
 */

const blockBytes = 4096;
const entryBytes = 64;
const nameBytes = 16;
const lists = 22;
const listBlocks = blockBytes / 2;
const header = { magic: 0, number: 8, blocks: 16, sum: 24, swap: 32 } as const;
const entry = { name: 0, size: 16, lists: 20 } as const;
const magic = 0x3173666f6b657269n; // "irekofs1"

/** The most blocks of 4096 bytes that a file system may have: 128 MiB. */
export const maxBlocks = 32768;
/** The most files on a disk. */
export const maxFiles = 63;
/** The most bytes in a file, if the disk has room for it. */
export const maxFileBytes: number = lists * listBlocks * blockBytes;
/** The most characters in a file's name. */
export const maxNameLength: number = nameBytes - 1;

/** Files by name. A name is 1 to {@link maxNameLength} ASCII characters above the space. */
export type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Makes a disk with files on it.
 *
 * @param files at most {@link maxFiles} of at most {@link maxFileBytes} each.
 * @param blocks the file system's size in blocks of 4096 bytes, 3 … {@link maxBlocks}.
 * @param swapBlocks so many more blocks for pages that do not fit into memory.
 * @returns the disk, or a sentence that says why it cannot be made.
 */
export function makeFileSystem(files: Files, blocks = 256, swapBlocks = 0): Uint8Array | string {
  if (blocks < 3 || blocks > maxBlocks) return `a disk has 3 to ${maxBlocks} blocks, not ${blocks}`;
  if (files.size > maxFiles) return `a disk has at most ${maxFiles} files, not ${files.size}`;
  const disk = new Uint8Array((blocks + swapBlocks) * blockBytes);
  const view = new DataView(disk.buffer);
  const catalogue = blockBytes; // number 1, so in block 1
  view.setBigUint64(catalogue + header.magic, magic, true);
  view.setBigUint64(catalogue + header.number, 1n, true);
  view.setBigUint64(catalogue + header.blocks, BigInt(blocks), true);
  view.setBigUint64(catalogue + header.swap, BigInt(swapBlocks), true);
  let place = catalogue;
  let block = 2;
  for (const [name, bytes] of files) {
    if (!/^[!-~]+$/.test(name) || name.length > maxNameLength) {
      return `'${name}': a name is 1 to ${maxNameLength} characters from ! to ~`;
    }
    if (bytes.length > maxFileBytes) {
      return `'${name}' has ${bytes.length} bytes; a file has at most ${maxFileBytes}`;
    }
    place += entryBytes;
    for (let i = 0; i < name.length; i++) disk[place + entry.name + i] = name.charCodeAt(i);
    view.setUint32(place + entry.size, bytes.length, true);
    let list = 0;
    for (let start = 0, i = 0; start < bytes.length; start += blockBytes, i++) {
      if (i % listBlocks === 0) {
        list = block++;
        view.setUint16(place + entry.lists + 2 * (i / listBlocks), list, true);
      }
      if (block >= blocks) return `the files need more than ${blocks} blocks`;
      view.setUint16(list * blockBytes + 2 * (i % listBlocks), block, true);
      disk.set(bytes.subarray(start, start + blockBytes), block * blockBytes);
      block++;
    }
  }
  view.setBigUint64(catalogue + header.sum, checksum(view, catalogue), true);
  return disk;
}

/**
 * Reads the files of a disk, as they are after a power cut.
 *
 * @returns the files, in the order of the catalogue; or a sentence that says what is wrong: no
 * catalogue is valid, or the valid one contradicts itself.
 */
export function readFileSystem(disk: Uint8Array): Files | string {
  const found = inspect(disk);
  return typeof found === 'string' ? found : found.files;
}

/** The blocks of a disk that are in use, the two for the catalogue among them; or what is wrong. */
export function blocksInUse(disk: Uint8Array): ReadonlySet<number> | string {
  const found = inspect(disk);
  return typeof found === 'string' ? found : new Set([0, 1, ...found.owners.keys()]);
}

function inspect(
  disk: Uint8Array,
): { readonly files: Files; readonly owners: ReadonlyMap<number, string> } | string {
  const view = new DataView(disk.buffer, disk.byteOffset, disk.length);
  const valid = [0, blockBytes].filter((at) => isCatalogue(view, at));
  const number = (at: number) => view.getBigUint64(at + header.number, true);
  const [catalogue] = valid.sort((a, b) => (number(a) > number(b) ? -1 : 1));
  if (catalogue === undefined) return 'neither block 0 nor block 1 is a valid catalogue';
  const blocks = Number(view.getBigUint64(catalogue + header.blocks, true));
  const files = new Map<string, Uint8Array>();
  const owners = new Map<number, string>();
  for (let place = catalogue + entryBytes; place < catalogue + blockBytes; place += entryBytes) {
    const end = disk.indexOf(0, place + entry.name);
    const name = String.fromCharCode(...disk.subarray(place + entry.name, end));
    if (name === '') continue;
    const bytes = new Uint8Array(view.getUint32(place + entry.size, true));
    if (name.length > maxNameLength || bytes.length > maxFileBytes) {
      return `the entry of '${name}' is no entry`;
    }
    /** The block whose number is at `at`, or a sentence that says why it cannot be the file's. */
    const claim = (at: number): number | string => {
      const block = view.getUint16(at, true);
      const owner = owners.get(block);
      if (block < 2 || block >= blocks) return `'${name}' names block ${block}`;
      if (owner !== undefined) return `block ${block} belongs to '${owner}' and '${name}'`;
      owners.set(block, name);
      return block;
    };
    let list = 0;
    for (let start = 0, i = 0; start < bytes.length; start += blockBytes, i++) {
      if (i % listBlocks === 0) {
        const claimed = claim(place + entry.lists + 2 * (i / listBlocks));
        if (typeof claimed === 'string') return claimed;
        list = claimed;
      }
      const block = claim(list * blockBytes + 2 * (i % listBlocks));
      if (typeof block === 'string') return block;
      const rest = disk.subarray(block * blockBytes, (block + 1) * blockBytes);
      bytes.set(rest.subarray(0, bytes.length - start), start);
    }
    if (files.has(name)) return `two files have the name '${name}'`;
    files.set(name, bytes);
  }
  return { files, owners };
}

function isCatalogue(view: DataView, at: number): boolean {
  if (view.byteLength < 3 * blockBytes) return false;
  const blocks = view.getBigUint64(at + header.blocks, true);
  return (
    view.getBigUint64(at + header.magic, true) === magic &&
    blocks <= BigInt(Math.min(maxBlocks, view.byteLength / blockBytes)) &&
    view.getBigUint64(at + header.sum, true) === checksum(view, at)
  );
}

/** The checksum of the catalogue at `at`: sums of sums, modulo 2^64. */
function checksum(view: DataView, at: number): bigint {
  let a = 0n;
  let b = 0n;
  for (let i = 0; i < blockBytes; i += 8) {
    if (i !== header.sum) a = BigInt.asUintN(64, a + view.getBigUint64(at + i, true));
    b = BigInt.asUintN(64, b + a);
  }
  return b;
}
