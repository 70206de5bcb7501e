/** The machine while it stands still: who executes, registers, CSRs with their fields, memory. What has changed is marked. */

import { csrFields, floatRegisterNames, registerNames } from '@ireko/isa';
import type { Stood } from '../messages.ts';
import { floatText } from '../run/float-text.ts';
import { causeText, type Moment } from '../run/moment.ts';
import { make, makePlace } from '../widgets/dom.ts';
import { hex } from './hex.ts';

/** What there is to show of a moment, beside the one before. @param showsFloats floating-point registers as well */
export function machineView(
  { moment }: Stood,
  before: Moment | undefined,
  showsFloats: boolean,
): readonly HTMLElement[] {
  return [
    layersOf(moment),
    nextOf(moment),
    registersOf(moment, before),
    floatsOf(moment, before, showsFloats),
    csrsOf('CSRs of the hart', moment.csrs, before?.csrs, true),
    ...moment.virtualCsrs.map(({ vm, csrs }) => {
      const known = before?.virtualCsrs.find((each) => each.vm === vm);
      return csrsOf(`CSRs of the virtual hart of ${vm}`, csrs, known?.csrs, false);
    }),
  ];
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
  return make(
    'p',
    { className: 'next' },
    makePlace('span', ['pc', `0x${hex(pc)}`], {}, hex(pc)),
    `${symbol === undefined ? '' : ` ${symbol}`}  `,
    make('b', {}, instruction ?? 'no instruction'),
  );
}

function registersOf({ registers }: Moment, before: Moment | undefined): HTMLElement {
  const cells = registers.map((value, number) => {
    const isChanged = before !== undefined && before.registers[number] !== value;
    const title = `x${number} = ${BigInt.asIntN(64, value)}`;
    return cellOf(registerNames[number] ?? '', hex(value), {
      ...{ isChanged, title },
      ...(number > 0 && { text: `0x${hex(value)}` }),
    });
  });
  return make('dl', { className: 'registers', ariaLabel: 'Registers' }, ...cells);
}

/** They are folded away: most software here has no use for them. */
function floatsOf(
  { floats, csrs }: Moment,
  before: Moment | undefined,
  open: boolean,
): HTMLElement {
  const cells = floats.map((bits, number) => {
    const isChanged = before !== undefined && before.floats[number] !== bits;
    const text = floatText(bits);
    const title = `f${number} = 0x${hex(bits, 16)}`;
    return cellOf(floatRegisterNames[number] ?? '', text, { isChanged, title, text });
  });
  const status = csrs.find(([name]) => name === 'mstatus')?.[1] ?? 0n;
  const { fs } = csrFields('mstatus');
  const isOff = fs !== undefined && BigInt.asUintN(fs.bits, status >> BigInt(fs.at)) === 0n;
  return make(
    'details',
    { className: 'floats', open },
    make('summary', {}, `Floating-point registers${isOff ? ', off: fs of mstatus is 0' : ''}`),
    make('dl', { className: 'registers', ariaLabel: 'Floating-point registers' }, ...cells),
  );
}

/** A register. Without `text` it cannot be written. */
function cellOf(
  name: string,
  shown: string,
  {
    isChanged,
    title,
    text,
  }: { readonly isChanged: boolean; readonly title: string; readonly text?: string },
): HTMLElement {
  return make(
    'div',
    { className: isChanged ? 'changed' : '', title },
    make('dt', {}, name),
    text === undefined ? make('dd', {}, shown) : makePlace('dd', [name, text], { title }, shown),
  );
}

type Csrs = readonly (readonly [name: string, value: bigint])[];

function csrsOf(
  title: string,
  csrs: Csrs,
  before: Csrs | undefined,
  canChange: boolean,
): HTMLElement {
  const known = new Map(before);
  const rows = csrs.map(([name, value]) => {
    const isChanged = known.has(name) && known.get(name) !== value;
    return make(
      'tr',
      { className: isChanged ? 'changed' : '' },
      make('th', {}, name),
      make(
        'td',
        {},
        canChange ? makePlace('span', [name, `0x${hex(value)}`], {}, hex(value)) : hex(value),
      ),
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
