import { Machine } from '@ireko/machine';
import { beforeEach, expect, test } from 'vitest';
import { VmmBooks } from '../src/vmm-books.ts';
import { vmmSymbols } from '../src/vmm-view.ts';
import { buildSource } from './build.ts';

const image = buildSource('tiny-vmm');
let books: VmmBooks;

/** Books of a machine that stands still, with its one guest in virtual U-mode. */
beforeEach(() => {
  const machine = new Machine({ ramBytes: 2 ** 20 });
  machine.load(image);
  machine.run();
  const symbols = vmmSymbols(image);
  if (symbols === undefined) throw new Error('tiny-vmm is no VMM');
  books = new VmmBooks(symbols, machine);
});

const timer = { hart: 0, kind: 'interrupt', code: 7, from: 0, to: 3 } as const;
const toGuest = { hart: 0, from: 3, to: 0 } as const;

const reportAt = (instructions: number) => {
  const report = books.report({ instructions, busyNs: 0, idleNs: 0, waits: 0, harts: [] });
  const [guest] = report.guests;
  return {
    alone: report.vmmAlone,
    program: guest?.layers.program,
    vmm: guest?.vmm,
    costs: guest?.exits.map(({ costs }) => costs),
    switches: guest?.switches,
  };
};

test('before the first return the VMM works for no guest', () => {
  expect(reportAt(10)).toEqual({ alone: 10, program: 0, vmm: 0, costs: [], switches: 0 });
});

test('an exit lasts until the return', () => {
  books.trapReturned({ begun: 10, ...toGuest });
  books.trapTaken({ begun: 30, ...timer });
  books.trapReturned({ begun: 35, ...toGuest });
  const expected = { alone: 10, program: 25, vmm: 5, costs: [[[5, 1]]], switches: 1 };
  expect(reportAt(40)).toEqual(expected);
});

test('an exit lasts until the processor waits; from there on the VMM works for no guest', () => {
  books.trapReturned({ begun: 10, ...toGuest });
  books.trapTaken({ begun: 30, ...timer });
  books.waited(36);
  books.trapReturned({ begun: 50, ...toGuest });
  const expected = { alone: 24, program: 21, vmm: 6, costs: [[[6, 1]]], switches: 1 };
  expect(reportAt(51)).toEqual(expected);
});

test('an exit under way counts with what it has cost so far, each time one asks', () => {
  books.trapReturned({ begun: 10, ...toGuest });
  books.trapTaken({ begun: 30, ...timer });
  expect(reportAt(32)).toMatchObject({ vmm: 2, costs: [[[2, 1]]] });
  expect(reportAt(34)).toMatchObject({ vmm: 4, costs: [[[4, 1]]] });
  books.trapReturned({ begun: 35, ...toGuest });
  expect(reportAt(40)).toMatchObject({ vmm: 5, costs: [[[5, 1]]] });
});

test('a trap of the VMM itself is not an exit', () => {
  books.trapReturned({ begun: 10, ...toGuest });
  books.trapTaken({ begun: 30, ...timer });
  books.trapTaken({ hart: 0, begun: 33, kind: 'exception', code: 5, from: 3, to: 3 });
  expect(reportAt(40)).toMatchObject({ vmm: 10, costs: [[[10, 1]]] });
});

test('a return while no guest has the processor is a defect of the VMM', () => {
  const machine = new Machine({ ramBytes: 2 ** 20 });
  const symbols = vmmSymbols(image);
  if (symbols === undefined) throw new Error('tiny-vmm is no VMM');
  const early = new VmmBooks(symbols, machine);
  expect(() => early.trapReturned({ begun: 1, ...toGuest })).toThrow('a guest that is none');
});
