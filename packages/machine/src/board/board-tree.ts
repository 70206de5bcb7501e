/**
 * The device tree of the `virt` board, with the nodes and the spelling of QEMU's, which has more
 * of them: PCI, flash and fw_cfg, which this board lacks, and a random seed, which would make runs
 * differ.
 */

import { cacheBlockBytes, cause } from '@ireko/isa';
import { cells, flag, type Node, text, wide } from './device-tree.ts';
import {
  plicSources,
  type Region,
  ramBase,
  regions,
  timebaseHz,
  virtioRegions,
} from './memory-map.ts';

/** What differs between boards. */
export interface BoardTreeOptions {
  readonly ramBytes: number;
  /** The hart's ISA string, as `rv64imac_zicsr_zifencei`. */
  readonly isa: string;
  /** The largest virtual address space that the hart translates; Sv39 unless told otherwise. */
  readonly translation?: 'sv39' | 'sv57';
}

const CPU = 1;
const CPU_INTERRUPTS = 2;
const PLIC = 3;
const FINISHER = 4;

/** The tree, for `flatten`. */
export const boardTree = ({ ramBytes, isa, translation = 'sv39' }: BoardTreeOptions): Node => ({
  name: '',
  properties: {
    '#address-cells': cells(2),
    '#size-cells': cells(2),
    compatible: text('riscv-virtio'),
    model: text('riscv-virtio,ireko'),
  },
  children: [
    {
      name: 'chosen',
      properties: { 'stdout-path': text(`/soc/${unit('serial', regions.uart.base)}`) },
    },
    memory(ramBytes),
    cpus(isa, translation),
    syscon('poweroff', 0x5555),
    syscon('reboot', 0x7777),
    soc,
  ],
});

/**
 * Where the flattened tree goes: as high in RAM as it fits, on a multiple of 2 MiB when there are
 * at least 4 MiB, as QEMU does; else on a page. It stays below 0xc000_0000, which 32-bit kernels reach.
 */
export const deviceTreeAddress = (ramBytes: number, treeBytes: number): number => {
  const alignment = ramBytes >= 4 * 1024 * 1024 ? 2 * 1024 * 1024 : 4096;
  const highest = Math.min(ramBase + ramBytes, 0xc000_0000) - treeBytes;
  return highest - (highest % alignment);
};

const memory = (ramBytes: number): Node => ({
  name: unit('memory', ramBase),
  properties: {
    device_type: text('memory'),
    reg: cells(...wide(ramBase), ...wide(ramBytes)),
  },
});

const cpus = (isa: string, translation: string): Node => ({
  name: 'cpus',
  properties: {
    '#address-cells': cells(1),
    '#size-cells': cells(0),
    'timebase-frequency': cells(timebaseHz),
  },
  children: [
    {
      name: 'cpu@0',
      properties: {
        phandle: cells(CPU),
        device_type: text('cpu'),
        reg: cells(0),
        status: text('okay'),
        compatible: text('riscv'),
        'riscv,isa': text(isa),
        'riscv,cbom-block-size': cells(cacheBlockBytes),
        'riscv,cboz-block-size': cells(cacheBlockBytes),
        'mmu-type': text(`riscv,${translation}`),
      },
      children: [
        {
          name: 'interrupt-controller',
          properties: {
            '#interrupt-cells': cells(1),
            'interrupt-controller': flag,
            compatible: text('riscv,cpu-intc'),
            phandle: cells(CPU_INTERRUPTS),
          },
        },
      ],
    },
    {
      name: 'cpu-map',
      properties: {},
      children: [
        {
          name: 'cluster0',
          properties: {},
          children: [{ name: 'core0', properties: { cpu: cells(CPU) } }],
        },
      ],
    },
  ],
});

/** A way to end the run: write `value` to the finisher. */
const syscon = (name: string, value: number): Node => ({
  name,
  properties: {
    value: cells(value),
    offset: cells(0),
    regmap: cells(FINISHER),
    compatible: text(`syscon-${name}`),
  },
});

const unit = (name: string, address: number): string => `${name}@${address.toString(16)}`;

const reg = ({ base, size }: Region): Record<string, Uint8Array> => ({
  reg: cells(...wide(base), ...wide(size)),
});

const device = (
  name: string,
  compatible: readonly string[],
  region: Region,
  properties: Record<string, Uint8Array> = {},
): Node => ({
  name: unit(name, region.base),
  properties: {
    ...(region.irq === 0 ? {} : { interrupts: cells(region.irq), 'interrupt-parent': cells(PLIC) }),
    ...reg(region),
    compatible: text(...compatible),
    ...properties,
  },
});

const soc: Node = {
  name: 'soc',
  properties: {
    '#address-cells': cells(2),
    '#size-cells': cells(2),
    compatible: text('simple-bus'),
    ranges: flag,
  },
  children: [
    device('rtc', ['google,goldfish-rtc'], regions.rtc),
    device('serial', ['ns16550a'], regions.uart, { 'clock-frequency': cells(3_686_400) }),
    device('test', ['sifive,test1', 'sifive,test0', 'syscon'], regions.finisher, {
      phandle: cells(FINISHER),
    }),
    ...virtioRegions.map((region) => device('virtio_mmio', ['virtio,mmio'], region)),
    device('plic', ['sifive,plic-1.0.0', 'riscv,plic0'], regions.plic, {
      phandle: cells(PLIC),
      'riscv,ndev': cells(plicSources),
      'interrupts-extended': cells(...[CPU_INTERRUPTS, cause.MEI], ...[CPU_INTERRUPTS, cause.SEI]),
      'interrupt-controller': flag,
      '#address-cells': cells(0),
      '#interrupt-cells': cells(1),
    }),
    device('clint', ['sifive,clint0', 'riscv,clint0'], regions.clint, {
      'interrupts-extended': cells(...[CPU_INTERRUPTS, cause.MSI], ...[CPU_INTERRUPTS, cause.MTI]),
    }),
  ],
};
