/** The machine while it stands still: who executes, registers, CSRs with their fields, memory. What has changed is marked. */

import { csrFields, registerNames } from '@ireko/isa';
import type { Stood } from '../messages.ts';
import { causeText, type Moment } from '../run/moment.ts';
import { make } from '../widgets/dom.ts';
import { hex } from './hex.ts';

/** Shows a moment, beside the one before. */
export function showMachine(
  panel: HTMLElement,
  { moment }: Stood,
  before: Moment | undefined,
): void {
  panel.replaceChildren(
    layersOf(moment),
    nextOf(moment),
    registersOf(moment, before),
    csrsOf('CSRs of the hart', moment.csrs, before?.csrs),
    ...moment.virtualCsrs.map(({ vm, csrs }) => {
      const known = before?.virtualCsrs.find((each) => each.vm === vm);
      return csrsOf(`CSRs of the virtual hart of ${vm}`, csrs, known?.csrs);
    }),
  );
}

const modes: readonly (readonly [mode: number, name: string])[] = [
  [0, 'program'],
  [1, 'OS'],
  [3, 'M-mode'],
];

/** A row for each computer, the real one lowest: what can execute there, and what does. */
function layersOf({ where, layer, vmms, virtualCsrs }: Moment): HTMLElement {
  const depth = where.vms.length;
  const names = ['computer', ...virtualCsrs.map(({ vm }) => vm)];
  const computers = names.map((name, level) => {
    const isHere = level === depth;
    const isVmm = level < vmms;
    const boxes = isVmm
      ? [box('VMM', isHere && where.isVmm)]
      : modes.map(([mode, title]) => box(title, isHere && where.mode % 4 === mode));
    return make(
      'li',
      { className: 'level' },
      make('span', { className: 'computer' }, name),
      ...boxes,
    );
  });
  const works = where.worksFor === undefined ? '' : ` for ${where.worksFor}`;
  const label = `${layer}${where.isVmm ? works : ''} executes`;
  const list = make('ol', { className: 'layers', ariaLabel: 'Layers' }, ...computers.reverse());
  return make('div', {}, list, make('p', { className: 'who' }, label));
}

const box = (text: string, isActive: boolean): HTMLElement =>
  make('span', { className: isActive ? 'layer active' : 'layer' }, text);

function nextOf({ pc, instruction, symbol }: Moment): HTMLElement {
  const place = symbol === undefined ? hex(pc) : `${hex(pc)} ${symbol}`;
  return make(
    'p',
    { className: 'next' },
    `${place}  `,
    make('b', {}, instruction ?? 'no instruction'),
  );
}

function registersOf({ registers }: Moment, before: Moment | undefined): HTMLElement {
  const cells = registers.map((value, number) => {
    const isChanged = before !== undefined && before.registers[number] !== value;
    const name = registerNames[number] ?? '';
    return make(
      'div',
      { className: isChanged ? 'changed' : '', title: `x${number} = ${BigInt.asIntN(64, value)}` },
      make('dt', {}, name),
      make('dd', {}, hex(value)),
    );
  });
  return make('dl', { className: 'registers', ariaLabel: 'Registers' }, ...cells);
}

type Csrs = readonly (readonly [name: string, value: bigint])[];

function csrsOf(title: string, csrs: Csrs, before: Csrs | undefined): HTMLElement {
  const known = new Map(before);
  const rows = csrs.map(([name, value]) => {
    const isChanged = known.has(name) && known.get(name) !== value;
    return make(
      'tr',
      { className: isChanged ? 'changed' : '' },
      make('th', {}, name),
      make('td', {}, hex(value)),
      make('td', {}, fieldsText(name, value)),
    );
  });
  return make('table', { className: 'csrs' }, make('caption', {}, title), ...rows);
}

/** The fields of a CSR that are not zero: `mpp 3, mie`. */
export function fieldsText(name: string, value: bigint): string {
  if (name.endsWith('cause')) return causeText(value);
  return Object.entries(csrFields(name))
    .map(
      ([field, { at, bits }]) => [field, bits, BigInt.asUintN(bits, value >> BigInt(at))] as const,
    )
    .filter(([, , found]) => found !== 0n)
    .map(([field, bits, found]) => (bits === 1 ? field : `${field} ${hex(found)}`))
    .join(', ');
}
