/**
 * What programs in assembly have to know of this computer by number, as a source that they can take in
 * by `.include`: made from the tables that the computer itself is made from.
 *
 *   SATP_MODE_SHIFT, MSTATUS_MPP, MSTATUS_MPP_SHIFT   fields of CSRs, in place, and where they begin
 *   MTIP                                              the bits of `mip` and `mie`
 *   CSR_SATP, CAUSE_LOAD_PAGE_FAULT, SATP_SV39        numbers
 *   UART, UART_BYTES, VIRTIO_SLOTS, IRQ_UART, RAM     the memory map, and sources of interrupts
 */

import { type CsrFields, cause, csrFields, csrs, fieldMask, translationModes } from '@ireko/isa';
import { bootRom, ramBase, regions, virtioRegions } from './memory-map.ts';

/** CSRs whose fields have names of their own; views of them, as `sstatus`, have the same. */
const withFields = [
  ...['mstatus', 'hstatus', 'mcause', 'menvcfg', 'mseccfg', 'mcounteren'],
  ...['satp', 'hgatp'],
];

/** Of a long series: its number is that of the first and so many. */
const inSeries = /^m?hpm|^pmpaddr[1-9]/;

type Constant = readonly [name: string, value: bigint | number];

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
    ['Memory map', memoryMap()],
  ];
  return groups
    .map(([title, constants]) => [`# ${title}`, ...constants.map(line), ''].join('\n'))
    .join('\n');
}

const line = ([name, value]: Constant): string =>
  `        .equ    ${name.toUpperCase()}, 0x${value.toString(16)}`;

const masksOf = (prefix: string, fields: CsrFields): readonly Constant[] =>
  Object.entries(fields).map(([name, field]) => [`${prefix}${name}`, fieldMask(field)]);

const fieldsOf = (prefix: string, fields: CsrFields): readonly Constant[] => [
  ...masksOf(prefix, fields),
  ...Object.entries(fields).map(([name, { at }]): Constant => [`${prefix}${name}_shift`, at]),
];

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
    ...slots.flatMap(({ base, size, irq }): readonly Constant[] => [
      ['virtio', base],
      ['virtio_bytes', size],
      ['irq_virtio', irq],
    ]),
    ['virtio_slots', virtioRegions.length],
    ['ram', ramBase],
  ];
}
