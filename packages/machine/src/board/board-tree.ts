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
  /** How many harts there are; 1 unless told otherwise. */
  readonly harts?: number;
  /** The harts' ISA string, as `rv64imac_zicsr_zifencei`. */
  readonly isa: string;
  /** The largest virtual address space that the harts translate; Sv39 unless told otherwise. */
  readonly translation?: 'sv39' | 'sv57';
}

/** What nodes refer to each other by, numbered as QEMU does: the last hart first. */
const cpu = (hart: number, harts: number): number => 2 * (harts - hart) - 1;
const cpuInterrupts = (hart: number, harts: number): number => 2 * (harts - hart);
const plic = (harts: number): number => 2 * harts + 1;
const finisher = (harts: number): number => 2 * harts + 2;

/** The tree, for `flatten`. */
export const boardTree = ({
  ramBytes,
  harts = 1,
  isa,
  translation = 'sv39',
}: BoardTreeOptions): Node => ({
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
    cpus(harts, isa, translation),
    syscon('poweroff', 0x5555, finisher(harts)),
    syscon('reboot', 0x7777, finisher(harts)),
    soc(harts),
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

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

const cpus = (harts: number, isa: string, translation: string): Node => ({
  name: 'cpus',
  properties: {
    '#address-cells': cells(1),
    '#size-cells': cells(0),
    'timebase-frequency': cells(timebaseHz),
  },
  children: [
    ...upTo(harts).map((hart) => ({
      name: `cpu@${hart.toString(16)}`,
      properties: {
        phandle: cells(cpu(hart, harts)),
        device_type: text('cpu'),
        reg: cells(hart),
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
            phandle: cells(cpuInterrupts(hart, harts)),
          },
        },
      ],
    })),
    {
      name: 'cpu-map',
      properties: {},
      children: [
        {
          name: 'cluster0',
          properties: {},
          children: upTo(harts).map((hart) => ({
            name: `core${hart}`,
            properties: { cpu: cells(cpu(hart, harts)) },
          })),
        },
      ],
    },
  ],
});

/** Two interrupts of each hart, for what drives them. */
const interruptsOf = (harts: number, first: number, second: number): Uint8Array =>
  cells(
    ...upTo(harts)
      .map((hart) => cpuInterrupts(hart, harts))
      .flatMap((controller) => [controller, first, controller, second]),
  );

/** A way to end the run: write `value` to the finisher. */
const syscon = (name: string, value: number, register: number): Node => ({
  name,
  properties: {
    value: cells(value),
    offset: cells(0),
    regmap: cells(register),
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
  properties: { ...reg(region), compatible: text(...compatible), ...properties },
});

/** Where a device's interrupts go. */
const interrupting = ({ irq }: Region, harts: number): Record<string, Uint8Array> => ({
  interrupts: cells(irq),
  'interrupt-parent': cells(plic(harts)),
});

const soc = (harts: number): Node => ({
  name: 'soc',
  properties: {
    '#address-cells': cells(2),
    '#size-cells': cells(2),
    compatible: text('simple-bus'),
    ranges: flag,
  },
  children: [
    device('rtc', ['google,goldfish-rtc'], regions.rtc, interrupting(regions.rtc, harts)),
    device('serial', ['ns16550a'], regions.uart, {
      ...interrupting(regions.uart, harts),
      'clock-frequency': cells(3_686_400),
    }),
    device('test', ['sifive,test1', 'sifive,test0', 'syscon'], regions.finisher, {
      phandle: cells(finisher(harts)),
    }),
    // QEMU's order, in which Linux counts them: the highest slot first.
    ...virtioRegions
      .toReversed()
      .map((region) => device('virtio_mmio', ['virtio,mmio'], region, interrupting(region, harts))),
    device('plic', ['sifive,plic-1.0.0', 'riscv,plic0'], regions.plic, {
      phandle: cells(plic(harts)),
      'riscv,ndev': cells(plicSources),
      'interrupts-extended': interruptsOf(harts, cause.MEI, cause.SEI),
      'interrupt-controller': flag,
      '#address-cells': cells(0),
      '#interrupt-cells': cells(1),
    }),
    device('clint', ['sifive,clint0', 'riscv,clint0'], regions.clint, {
      'interrupts-extended': interruptsOf(harts, cause.MSI, cause.MTI),
    }),
  ],
});
