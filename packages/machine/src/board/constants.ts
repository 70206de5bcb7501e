/**
 * What programs in assembly have to know of this computer by number, as a source that they can take in
 * by `.include`: made from the tables that the computer itself is made from.
 *
 *   SATP_MODE_SHIFT, MSTATUS_MPP, MSTATUS_MPP_SHIFT   fields of CSRs, in place, and where they begin
 *   MTIP                                              the bits of `mip` and `mie`
 *   CSR_SATP, CAUSE_LOAD_PAGE_FAULT, SATP_SV39        numbers
 *   PTE_V, PTE_PPN_SHIFT, PMP_R, PMP_A_TOR            entries of page tables, and of PMP
 *   UART, UART_BYTES, VIRTIO_SLOTS, IRQ_UART, RAM     the memory map, and sources of interrupts
 *   UART_LSR, LSR_DATA_READY, VIRTIO_STATUS           devices' registers, and what is in them
 */

import {
  type CsrFields,
  cause,
  csrFields,
  csrs,
  fieldMask,
  pmpConfig,
  pmpEntries,
  pmpMode,
  pseudoinstruction,
  translationModes,
} from '@ireko/isa';
import { clintRegisters } from '../devices/clint.ts';
import type { Numbers } from '../devices/device.ts';
import { finisherValues } from '../devices/finisher.ts';
import { plicRegisters } from '../devices/plic.ts';
import { rtcRegisters } from '../devices/rtc.ts';
import { uartFields, uartRegisters } from '../devices/uart.ts';
import { blockDeviceId, blockNumbers } from '../devices/virtio-blk.ts';
import { consoleDeviceId } from '../devices/virtio-console.ts';
import { transportFeature, virtioFields, virtioRegisters } from '../devices/virtio-mmio.ts';
import { networkDeviceId, networkNumbers } from '../devices/virtio-net.ts';
import { descriptorFields, queueFields } from '../devices/virtio-queue.ts';
import { A, D, PPN_SHIFT, R, U, V, W, X } from '../hart/page-tables.ts';
import { bootRom, ramBase, regions, virtioRegions } from './memory-map.ts';

/** The CSRs of a hart: all that `csrr` may name. */
export const hartCsrs: readonly { readonly name: string; readonly number: number }[] = csrs;

/** CSRs whose fields have names of their own; views of them, as `sstatus`, have the same. */
const withFields = [
  ...['mstatus', 'hstatus', 'mcause', 'menvcfg', 'mseccfg', 'mcounteren'],
  ...['satp', 'hgatp'],
];

/** Of a long series: its number is that of the first and so many. */
const inSeries = /^m?hpm|^pmpaddr[1-9]/;

type Constant = readonly [name: string, value: bigint | number];

function named(prefix: string, values: Numbers): readonly Constant[] {
  return Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]);
}

/** The source: a line for each constant. */
export function boardConstants(): string {
  const groups: readonly (readonly [string, readonly Constant[]])[] = [
    ['Fields of CSRs', withFields.flatMap((name) => fieldsOf(`${name}_`, csrFields(name)))],
    ['Bits of mip and mie', masksOf('', csrFields('mip'))],
    ['Causes of exceptions', causes()],
    [
      'Modes of satp',
      Object.entries(translationModes).map(([name, mode]) => [`satp_${name}`, mode]),
    ],
    ['Numbers of CSRs', csrNumbers()],
    [
      'Entries of page tables',
      [
        ...named('pte_', { V, R, W, X, U, A, D, PPN_SHIFT }),
        ...named('mtinst_', pseudoinstruction),
      ],
    ],
    ['PMP', protection()],
    ['Memory map', memoryMap()],
    ...devices,
  ];
  return groups
    .map(([title, constants]) => [`# ${title}`, ...constants.map(line), ''].join('\n'))
    .join('\n');
}

/** What devices' registers are called, and what is in them. */
// biome-ignore format: a device a line.
const devices: readonly (readonly [string, readonly Constant[]])[] = [
  ['UART', [...named('uart_', uartRegisters), ...named('', uartFields)]],
  ['CLINT', named('clint_', clintRegisters)],
  ['PLIC', named('plic_', plicRegisters)],
  ['Real-time clock', named('rtc_', rtcRegisters)],
  ['Finisher', named('finisher_', finisherValues)],
  ['virtio', [...named('virtio_', virtioRegisters), ...named('', virtioFields), ...named('virtio_f_', transportFeature)]],
  ['virtqueues', [...named('desc_', descriptorFields), ...named('', queueFields)]],
  ['Kinds of virtio devices', named('virtio_', { block: blockDeviceId, net: networkDeviceId, console: consoleDeviceId })],
  ['Disks', named('block_', blockNumbers)],
  ['Network cards', named('net_', networkNumbers)],
];

const line = ([name, value]: Constant): string =>
  `        .equ    ${name.toUpperCase()}, 0x${value.toString(16)}`;

const masksOf = (prefix: string, fields: CsrFields): readonly Constant[] =>
  Object.entries(fields).map(([name, field]) => [`${prefix}${name}`, fieldMask(field)]);

const fieldsOf = (prefix: string, fields: CsrFields): readonly Constant[] => [
  ...masksOf(prefix, fields),
  ...Object.entries(fields).map(([name, { at }]): Constant => [`${prefix}${name}_shift`, at]),
];

function protection(): readonly Constant[] {
  const { read, write, execute, locked, modeShift } = pmpConfig;
  const bits = {
    r: read,
    w: write,
    x: execute,
    l: locked,
    a_shift: modeShift,
    entries: pmpEntries,
  };
  const { off, topOfRange, naturallyAligned4, naturallyAligned } = pmpMode;
  const modes = { off, tor: topOfRange, na4: naturallyAligned4, napot: naturallyAligned };
  return [...named('pmp_', bits), ...named('pmp_a_', modes)];
}

const causes = (): readonly Constant[] =>
  Object.entries(cause).flatMap(([name, value]): readonly Constant[] =>
    typeof value === 'number' && /_/.test(name) && value in cause.exceptionNames
      ? [[`cause_${name}`, value]]
      : [],
  );

const csrNumbers = (): readonly Constant[] =>
  csrs
    .filter(({ name }) => !inSeries.test(name))
    .map(({ name, number }) => [`csr_${name}`, number]);

function memoryMap(): readonly Constant[] {
  const named = [bootRom, ...Object.values(regions)];
  const slots = virtioRegions.slice(0, 1);
  return [
    ...named.flatMap(({ name, base, decoded, irq }): readonly Constant[] => [
      [name, base],
      [`${name}_bytes`, decoded],
      ...(irq > 0 ? [[`irq_${name}`, irq] as const] : []),
    ]),
    ...slots.flatMap(({ base, size, decoded, irq }): readonly Constant[] => [
      ['virtio', base],
      ['virtio_bytes', size],
      ['virtio_decoded', decoded],
      ['irq_virtio', irq],
    ]),
    ['virtio_slots', virtioRegions.length],
    ['ram', ramBase],
  ];
}
