/**
 * The plan of a boot: which bytes are where in RAM and in the boot ROM when the harts begin, and
 * what their registers hold. Everything is where QEMU's `virt` board puts it [qemu hw/riscv/virt.c,
 * hw/riscv/boot.c], so that the same files boot with the same options.
 *
 *   0x8000_0000  firmware, or else the kernel
 *   next 2 MiB   the kernel behind firmware, if it is not an ELF file
 *   half of RAM  the initial RAM disk: behind the kernel's start by that, but 128 MiB at most
 *   near the end the device tree
 */

import { boardTree, deviceTreeAddress } from '../board/board-tree.ts';
import { withChosen } from '../board/chosen.ts';
import { flatten } from '../board/device-tree.ts';
import { unflatten } from '../board/device-tree-reader.ts';
import { ramBase } from '../board/memory-map.ts';
import type { Mailbox } from '../devices/htif.ts';
import { fromElf, fromRaw, isElf, type Loadable, type Piece, packed } from './loadable.ts';
import { type BootRegisters, bootRomBytes, firmwareInformation } from './reset-vector.ts';

/** What a computer can be given to start with. */
export interface BootFiles {
  /** All of its software, an ELF executable: begins in M-mode at its entry. Excludes the next two. */
  readonly image?: Uint8Array;
  /** Begins in M-mode at the start of RAM: an ELF executable, or raw bytes that belong there. */
  readonly firmware?: Uint8Array;
  /** What firmware hands over to, or begins by itself: an ELF executable, or raw bytes. */
  readonly kernel?: Uint8Array;
  /** Any bytes, for the kernel to find through its device tree. */
  readonly initialRamDisk?: Uint8Array;
  /** Whatever else is to be in RAM, for nobody in particular. */
  readonly others?: readonly OtherFile[];
  /** A flattened device tree instead of the board's own; what `/chosen` tells is put into it. */
  readonly deviceTree?: Uint8Array;
}

/** A file that is put into RAM and is not told of. */
export interface OtherFile {
  readonly bytes: Uint8Array;
  /** Where raw bytes go, a physical address; an ELF executable says it itself. */
  readonly address?: number | undefined;
  /** It is raw even if it is ELF. */
  readonly isRaw?: boolean | undefined;
}

/** The computer that is to boot. */
export interface BootBoard {
  readonly ramBytes: number;
  /** How many harts it has; 1 unless told otherwise. */
  readonly harts?: number;
  /** The harts' ISA string, as the device tree names it. */
  readonly isa: string;
  /** The kernel's command line: `bootargs`. */
  readonly bootArguments?: string | undefined;
}

/** All that a boot changes in a computer at power-on. */
export interface BootPlan {
  /** In RAM, without overlaps. */
  readonly pieces: readonly Piece[];
  /** Past all of them but the device tree: a physical address, a multiple of 16. */
  readonly end: number;
  /** At the start of the boot ROM. */
  readonly rom: Uint8Array;
  readonly registers: BootRegisters;
  /** The flattened device tree, which is one of the pieces. */
  readonly deviceTree: Uint8Array;
  /** The words by which the software talks to its host, if an ELF file has them in RAM. */
  readonly mailbox?: Mailbox | undefined;
}

/** Why there is no plan. */
export interface BootProblem {
  readonly file: keyof BootFiles;
  /** Which of `others` it is. */
  readonly index?: number | undefined;
  /** What is wrong with the file and what to do, to follow its name. */
  readonly problem: string;
}

const MiB = 2 ** 20;

/** @returns the plan, or what is wrong. Test with `'problem' in result`. */
export const planBoot = (files: BootFiles, board: BootBoard): BootPlan | BootProblem => {
  const { ramBytes, harts = 1, isa, bootArguments } = board;
  const placed: Placed[] = [];
  const { image, firmware, initialRamDisk } = files;
  let start = BigInt(ramBase);
  let next = 0;

  if (image) {
    const loadable = fromElf(image);
    if (typeof loadable === 'string') return { file: 'image', problem: loadable };
    placed.push({ file: 'image', loadable });
    start = loadable.entry;
    next = loadable.start;
  }
  let kernelAddress = ramBase;
  if (firmware) {
    const loadable = load(firmware, ramBase);
    if (typeof loadable === 'string') return { file: 'firmware', problem: loadable };
    placed.push({ file: 'firmware', loadable });
    kernelAddress = Math.ceil(loadable.end / (2 * MiB)) * 2 * MiB;
  }
  if (files.kernel) {
    const loadable = load(files.kernel, kernelAddress);
    if (typeof loadable === 'string') return { file: 'kernel', problem: loadable };
    placed.push({ file: 'kernel', loadable });
    if (!firmware) start = loadable.entry;
    next = loadable.start;
  }
  let disk: { readonly start: number; readonly end: number } | undefined;
  if (initialRamDisk) {
    const loadable = fromRaw(initialRamDisk, next + Math.min(ramBytes / 2, 128 * MiB));
    placed.push({ file: 'initialRamDisk', loadable });
    disk = loadable;
  }

  for (const [index, { bytes, address, isRaw = false }] of (files.others ?? []).entries()) {
    const isPlaced = address !== undefined && (isRaw || !isElf(bytes));
    const loadable = isPlaced ? fromRaw(bytes, address) : fromElf(bytes);
    if (typeof loadable === 'string') return { file: 'others', index, problem: loadable };
    placed.push({ file: 'others', index, loadable });
  }

  const given = files.deviceTree && unflatten(files.deviceTree);
  if (typeof given === 'string') return { file: 'deviceTree', problem: given };
  const { root, reservations } = given ?? {
    root: boardTree({ ramBytes, harts, isa, translation: 'sv57' }),
    reservations: [],
  };
  const deviceTree = flatten(
    withChosen(root, { bootArguments, initialRamDisk: disk }),
    reservations,
  );
  const treeAddress = deviceTreeAddress(ramBytes, deviceTree.length);
  const tree = fromRaw(deviceTree, treeAddress);
  const problem = misplaced([...placed, { file: 'deviceTree', loadable: tree }], ramBytes);
  if (problem) return problem;

  return {
    pieces: [...placed.flatMap(({ loadable }) => loadable.pieces), ...tree.pieces],
    end: Math.ceil(Math.max(ramBase, ...placed.map(({ loadable }) => loadable.end)) / 16) * 16,
    rom: bootRomBytes(Number(start), treeAddress, next),
    // The boot ROM jumps there, which leaves bit 0 out [unpriv §2.5.1].
    registers: { pc: start & ~1n, a1: BigInt(treeAddress), a2: BigInt(firmwareInformation) },
    deviceTree,
    mailbox: placed
      .map(({ loadable }) => loadable.mailbox)
      .find((each) => each && isInRam(each.tohost, ramBytes) && isInRam(each.fromhost, ramBytes)),
  };
};

const isInRam = (word: number, ramBytes: number): boolean =>
  word >= ramBase && word + 8 <= ramBase + ramBytes;

interface Placed {
  readonly file: keyof BootFiles;
  readonly index?: number;
  readonly loadable: Loadable;
}

const load = (file: Uint8Array, address: number): Loadable | string =>
  isElf(file) ? fromElf(file) : (packed(file) ?? fromRaw(file, address));

/** The first of the files that is not wholly in RAM, or is where an earlier one already is. */
const misplaced = (placed: readonly Placed[], ramBytes: number): BootProblem | undefined => {
  const ramEnd = ramBase + ramBytes;
  const taken: (Piece & { readonly of: Placed })[] = [];
  for (const of of placed) {
    const { file, index, loadable } = of;
    for (const piece of loadable.pieces) {
      const { address, end } = piece;
      if (!(address >= ramBase && end <= ramEnd)) {
        const where = `${range(address, end)}, outside RAM (${range(ramBase, ramEnd)})`;
        return { file, index, problem: `it loads at ${where}; ${remedy(file)}` };
      }
      const other = taken.find((each) => address < each.end && each.address < end);
      // Segments of one file may share bytes, as they may in QEMU.
      if (other && other.of !== of) return collision(other, of, piece);
      taken.push({ ...piece, of });
    }
  }
  return undefined;
};

/** The tree comes last and goes where it must, so the file that is in its way is to blame. */
const collision = (
  other: Piece & { readonly of: Placed },
  { file, index }: Placed,
  { address, end }: Piece,
): BootProblem =>
  file === 'deviceTree'
    ? {
        file: other.of.file,
        index: other.of.index,
        problem: 'it leaves no room for the device tree; give more memory',
      }
    : {
        file,
        index,
        problem: `it loads at ${range(address, end)}, where ${names[other.of.file]} is (${range(other.address, other.end)}); ${file === 'kernel' ? besideFirmware : remedy(file)}`,
      };

/** However much memory there is, a kernel is where it is linked. */
const besideFirmware =
  'link it behind that, as at 0x80200000, or boot it without firmware if it begins in M-mode';

const remedy = (file: keyof BootFiles): string =>
  file === 'initialRamDisk' || file === 'deviceTree'
    ? 'give more memory'
    : 'link it elsewhere or give more memory';

const names: Readonly<Record<keyof BootFiles, string>> = {
  image: 'the image',
  firmware: 'the firmware',
  kernel: 'the kernel',
  initialRamDisk: 'the initial RAM disk',
  others: 'another file',
  deviceTree: 'the device tree',
};

const range = (start: number, end: number): string =>
  `0x${start.toString(16)}…0x${end.toString(16)}`;
