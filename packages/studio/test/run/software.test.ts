import { Machine } from '@ireko/machine';
import { expect, test } from 'vitest';
import { programOf } from '../../src/programs/own-program.ts';
import { CodeFinder } from '../../src/run/software.ts';
import { buildProgram } from '../../src/run/workbench.ts';

const here = { vms: [], isVmm: false, worksFor: undefined, mode: 3 };
const start = 0x8000_0000n;

/** A program of one file, with a macro that makes the code of one line in two places. */
function build(name: string, body: string) {
  const text = `.macro two\nnop\n${body}\n.endm\n.globl _start\n_start: two\ntwo\n`;
  const program = programOf({ name, files: ['a.s'] });
  const built = buildProgram(program, new Map([[`own/${name}/a.s`, text]]), {
    layers: 0,
    copies: 1,
    technique: 'trap',
  });
  if (typeof built.boot === 'string') throw new Error(built.boot);
  return { image: built.boot.image, linesOf: built.linesOf };
}

const one = build('one', 'li a0, 1');
const other = build('other', 'li a0, 2');
const machine = new Machine({ ramBytes: 2 ** 20 });
machine.load(other.image);
const software = { executables: [one.image, other.image], vms: new Map() };
const code = new CodeFinder(software, machine);

test('whose code an address is tells what is in memory there', () => {
  expect(code.at(here, start)?.lineAt(start)).toEqual({ file: 'own/other/a.s', line: 6 });
  expect(code.at(here, start + 0x1000n)).toBeUndefined();
  expect(code.at({ ...here, vms: ['a'] }, start)).toBeUndefined();
});

test('a line is found in all executables, and each place of it has its symbol', () => {
  expect(code.startsOf({ file: 'own/one/a.s', line: 6 })).toEqual([start]);
  expect(code.startsOf({ file: 'own/other/a.s', line: 7 })).toEqual([start + 4n]);
  expect(code.startsOf({ file: 'own/other/a.s', line: 1 })).toEqual([]);
  expect(code.at(here, start + 4n)?.symbolAt(start + 4n)).toBe('_start+0x4');
  expect(code.at(here, start)?.valueOf('_start')).toBe(start);
});

test('lines are told with their bytes, of sources alone', () => {
  const lines = one.linesOf('own/one/a.s').filter(({ bytes }) => bytes.length > 0);
  expect(lines.map(({ line, address }) => [line, address])).toEqual([
    [6, 0],
    [7, 4],
  ]);
  expect(one.linesOf('examples/hello/hello.ld')).toEqual([]);
});
