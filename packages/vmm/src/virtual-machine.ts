/**
 * What a virtual machine is made from, and whether it can be made: every mistake that can be seen
 * before the machine starts is found here, so that it need not be explained by the VMM in assembly.
 */

import {
  type BootFiles,
  type BootPlan,
  boardTree,
  flatten,
  planBoot,
  ramBase,
} from '@ireko/machine';
import type { Clock } from './sharing.ts';
import type { ShadowPolicy, Technique } from './technique.ts';
import {
  type DiskPart,
  deviceProblems,
  type NetworkCard,
  type VirtioVersion,
} from './virtio-devices.ts';

/** A computer to be had: a whole `virt` board with software: a kernel, firmware, or both. */
export interface VirtualMachine {
  /** Stands before each line of its console: 1 to 15 letters, digits, `-`, `_`, `.`; unique. */
  readonly name: string;
  /**
   * The kernel, as the bare machine boots it: an ELF64 executable or raw bytes, which begins in
   * M-mode, or is what the firmware starts.
   */
  readonly kernel?: Uint8Array;
  /** What messages call the kernel, or the firmware if it is alone: its file's path. */
  readonly file: string;
  /** Begins in M-mode, before the kernel if there is one: an ELF64 executable, or raw bytes. */
  readonly firmware?: Uint8Array;
  /** An initial RAM disk, for the kernel to find through its device tree. */
  readonly initialRamDisk?: Uint8Array;
  /** What the kernel finds as `bootargs` in its device tree. */
  readonly bootArguments?: string;
  /** RAM in bytes: a multiple of 2 MiB, at most 1 GiB. */
  readonly memoryBytes: number;
  /** How it is made to believe that it has the hart to itself; `trap` if it is not said. */
  readonly technique?: Technique;
  /** When its shadow page tables are filled and forgotten; `page` if it is not said. */
  readonly shadows?: ShadowPolicy;
  /** How long its time slices are, in those of others: 1 to 100; 1 if it is not said. */
  readonly weight?: number;
  /** When its clock goes on; `elapsed` if it is not said. */
  readonly clock?: Clock;
  /** Its disks and network cards: at most eight together; none if it is not said. */
  readonly disks?: readonly DiskPart[];
  readonly cards?: readonly NetworkCard[];
  /** How its slots speak; `standard` if it is not said. */
  readonly virtio?: VirtioVersion;
}

const mebibyte = 2 ** 20;
const megapage = 2 * mebibyte;
const maxMemory = 2 ** 30;
/** What a machine's memory can be, ascending. */
const memorySizes: readonly number[] = Array.from(
  { length: maxMemory / megapage },
  (_, at) => (at + 1) * megapage,
);
const maxNameLength = 15;
const maxWeight = 100;

/** What the virtual hart has, and promises in its device tree; the real one may have more. */
const isa = 'rv64imafdc_zicsr_zifencei_sstc';

/**
 * What is in the memory and the registers of a virtual machine at power-on, or the one line that
 * says what is wrong with its files. Test with `typeof plan === 'string'`.
 */
export function planOf(vm: VirtualMachine): BootPlan | string {
  const plan = planWith(vm, vm.memoryBytes);
  if ('problem' in plan) {
    const fits = (bytes: number) => !('problem' in planWith(vm, bytes));
    const enough = fits(maxMemory) && memorySizes.find(fits);
    if (enough)
      return `${vm.file}: larger than the memory of ${vm.name}; give it at least ${enough / mebibyte}M`;
    const isFile = plan.file === (vm.kernel ? 'kernel' : 'firmware');
    const what = (!isFile && fileNames[plan.file]) || vm.file;
    const remedy = plan.problem.includes(';') ? '' : '; name an ELF64 executable for riscv64';
    return `${what}: ${plan.problem}${remedy}`;
  }
  const entry = Number(plan.registers.pc);
  return entry >= ramBase && entry < ramBase + vm.memoryBytes
    ? plan
    : `${vm.file}: the entry ${hex(entry)} is outside of RAM; link it at ${hex(ramBase)}`;
}

const planWith = (vm: VirtualMachine, ramBytes: number): ReturnType<typeof planBoot> =>
  planBoot(bootFilesOf({ ...vm, memoryBytes: ramBytes }), {
    ramBytes,
    isa,
    bootArguments: vm.bootArguments,
  });

/** The files with which a bare machine of the same memory and boot arguments starts as this one does. */
export function bootFilesOf(vm: VirtualMachine): BootFiles {
  const { kernel, firmware, initialRamDisk, memoryBytes } = vm;
  const deviceTree = flatten(boardTree({ ramBytes: memoryBytes, isa }));
  return {
    ...(firmware && { firmware }),
    ...(kernel && { kernel }),
    ...(initialRamDisk && { initialRamDisk }),
    deviceTree,
  };
}

/** What messages call files other than the image or the kernel. */
const fileNames: Readonly<Partial<Record<keyof BootFiles, string>>> = {
  firmware: 'the firmware',
  initialRamDisk: 'the initial RAM disk',
  deviceTree: 'the device tree',
};

/**
 * What stands in the way of running these together, besides their files: one line each, which says
 * what to do. Empty: nothing.
 */
export function problemsOf(vms: readonly VirtualMachine[]): readonly string[] {
  if (vms.length === 0) return ['no virtual machine to run; name at least one'];
  const names = new Set<string>();
  return vms.flatMap((vm) => {
    const twice = names.has(vm.name);
    names.add(vm.name);
    return [
      ...nameProblems(vm, twice),
      ...softwareProblems(vm),
      ...memoryProblems(vm),
      ...deviceProblems(vm),
      ...weightProblems(vm),
    ];
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

function softwareProblems(vm: VirtualMachine): readonly string[] {
  const { name, kernel, firmware, initialRamDisk } = vm;
  if (kernel) return [];
  if (!firmware) return [`${name}: nothing to run; give it a kernel, firmware, or both`];
  return initialRamDisk ? [`${name}: an initial RAM disk needs a kernel that reads it`] : [];
}

function memoryProblems({ name, memoryBytes }: VirtualMachine): readonly string[] {
  return memorySizes.includes(memoryBytes)
    ? []
    : [`${name}: memory of ${memoryBytes} bytes; give it a multiple of 2M, from 2M to 1G`];
}

function weightProblems({ name, weight = 1 }: VirtualMachine): readonly string[] {
  return Number.isInteger(weight) && weight >= 1 && weight <= maxWeight
    ? []
    : [`${name}: a weight of ${weight}; give it a whole number from 1 to ${maxWeight}`];
}

const hex = (address: number): string => `0x${address.toString(16)}`;
