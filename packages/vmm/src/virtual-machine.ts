/**
 * What a virtual machine is made from, and whether it can be made: every mistake that can be seen
 * before the machine starts is found here, so that it need not be explained by the VMM in assembly.
 */

import { type ElfFile, EM_RISCV, ET_EXEC, PT_LOAD, readElf } from '@ireko/elf';
import { ramBase } from '@ireko/machine';
import { deviceTree, treeOffset } from './guest-table.ts';
import type { Technique } from './technique.ts';
import { type DiskPart, deviceProblems, type NetworkCard } from './virtio-devices.ts';

/** A computer to be had: a whole `virt` board with a kernel. */
export interface VirtualMachine {
  /** Stands before each line of its console: 1 to 15 letters, digits, `-`, `_`, `.`; unique. */
  readonly name: string;
  /** The kernel: an ELF64 executable as the bare machine boots it, in M-mode at 0x8000_0000. */
  readonly kernel: Uint8Array;
  /** What messages call the kernel: its file's path. */
  readonly file: string;
  /** RAM in bytes: a multiple of 2 MiB, at most 1 GiB. */
  readonly memoryBytes: number;
  /** How it is made to believe that it has the hart to itself; `trap` if it is not said. */
  readonly technique?: Technique;
  /** How long its time slices are, in those of others: 1 to 100; 1 if it is not said. */
  readonly weight?: number;
  /** Its disks and network cards: at most eight together; none if it is not said. */
  readonly disks?: readonly DiskPart[];
  readonly cards?: readonly NetworkCard[];
}

const mebibyte = 2 ** 20;
const maxNameLength = 15;
const maxWeight = 100;

/**
 * What stands in the way of running these together: one line each, which names the file where
 * there is one and says what to do. Empty: nothing.
 */
export function problemsOf(vms: readonly VirtualMachine[]): readonly string[] {
  if (vms.length === 0) return ['no virtual machine to run; name at least one'];
  const names = new Set<string>();
  return vms.flatMap((vm) => {
    const twice = names.has(vm.name);
    names.add(vm.name);
    const problems = [
      ...nameProblems(vm, twice),
      ...memoryProblems(vm),
      ...deviceProblems(vm),
      ...weightProblems(vm),
    ];
    return problems.length > 0 ? problems : kernelProblems(vm);
  });
}

function nameProblems({ name }: VirtualMachine, twice: boolean): readonly string[] {
  if (twice) return [`two virtual machines are named ${name}; give each a name of its own`];
  if (!/^[\w.-]+$/.test(name))
    return [`the name '${name}' is not made of letters, digits, '-', '_' and '.'; choose another`];
  return name.length > maxNameLength
    ? [`the name ${name} has ${name.length} characters; choose one of at most ${maxNameLength}`]
    : [];
}

function memoryProblems({ name, memoryBytes }: VirtualMachine): readonly string[] {
  const megapages = memoryBytes / (2 * mebibyte);
  return Number.isInteger(megapages) && megapages >= 1 && megapages <= 512
    ? []
    : [`${name}: memory of ${memoryBytes} bytes; give it a multiple of 2M, from 2M to 1G`];
}

function weightProblems({ name, weight = 1 }: VirtualMachine): readonly string[] {
  return Number.isInteger(weight) && weight >= 1 && weight <= maxWeight
    ? []
    : [`${name}: a weight of ${weight}; give it a whole number from 1 to ${maxWeight}`];
}

function kernelProblems({ name, kernel, file, memoryBytes }: VirtualMachine): readonly string[] {
  const elf = readElf(kernel);
  if ('problem' in elf) return [`${file}: ${elf.problem}; name an ELF64 executable`];
  if (elf.machine !== EM_RISCV)
    return [`${file}: for machine ${elf.machine}, not RISC-V; build it for riscv64`];
  if (elf.type !== ET_EXEC) return [`${file}: not an executable; link it first`];

  const loaded = loadedSegments(elf);
  if (loaded.length === 0) return [`${file}: nothing to load; link it with a linker script`];
  const bottom = Math.min(...loaded.map(({ start }) => start));
  if (bottom < ramBase)
    return [`${file}: a segment at ${hex(bottom)}; link it at ${hex(ramBase)} or above`];
  const needed = Math.max(...loaded.map(({ end }) => end)) - ramBase;
  if (needed > treeOffset(memoryBytes, deviceTree(memoryBytes))) {
    const enough = 2 * Math.ceil(needed / (2 * mebibyte)) + 2; // the device tree takes the last two
    return [`${file}: larger than the memory of ${name}; give it at least ${enough}M`];
  }
  const entry = Number(elf.entry);
  return entry >= ramBase && entry < ramBase + memoryBytes
    ? []
    : [`${file}: the entry ${hex(entry)} is outside of RAM; link it at ${hex(ramBase)}`];
}

/** Where the file's bytes go in physical memory, half-open. */
const loadedSegments = (elf: ElfFile): readonly { start: number; end: number }[] =>
  elf.segments
    .filter(({ type, memorySize }) => type === PT_LOAD && memorySize > 0)
    .map(({ physicalAddress, memorySize }) => ({
      start: Number(physicalAddress),
      end: Number(physicalAddress) + memorySize,
    }));

const hex = (address: number): string => `0x${address.toString(16)}`;
