import { expect, test } from 'vitest';
import { complaintsOf, objectOf } from '../assembling.ts';

/** The names of the symbols that are not local, and where each relocation points. */
function namesIn(source: string): readonly string[] {
  const { symbols, sections } = objectOf(source);
  const all = symbols.filter(({ binding }) => binding > 0).map(({ name }) => name);
  const targets = sections.flatMap(({ relocations }) =>
    relocations.map(({ symbol }) => symbol?.name),
  );
  return [...all.sort(), ...targets.map((name) => `-> ${name}`)];
}

test('a symbol that is defined here has its versions besides', () => {
  const source = '.globl f\nf: nop\n.symver f, f@@V2\n.symver f, f@V1\ncall f\n';
  expect(namesIn(source)).toEqual(['f', 'f@@V2', 'f@V1', '-> f']);
});

test('a symbol that is defined elsewhere is renamed', () => {
  expect(namesIn('.symver f, f@V1\ncall f\n')).toEqual(['f@V1', '-> f@V1']);
  expect(namesIn('.symver f, f@@@V1\ncall f\n')).toEqual(['f@V1', '-> f@V1']);
  expect(namesIn('.symver f, f@V1\n')).toEqual([]);
});

test('@@@ renames, and remove leaves the name with the version alone', () => {
  expect(namesIn('.globl f\nf: nop\n.symver f, f@@@V1\n')).toEqual(['f@@V1']);
  expect(namesIn('.globl f\nf: nop\n.symver f, f@V1, remove\n')).toEqual(['f@V1']);
});

test('what is no version is said', () => {
  // As with GNU as, the line behind the second is not counted.
  expect(complaintsOf('.symver f\n.symver f, g\n.symver f, f@V, gone\nf: nop\n')).toEqual([
    '1:1 operands are missing',
    '2:12 `g` is no name with a version',
    '2:17 `gone` is more than belongs here',
  ]);
  expect(complaintsOf('.symver f, f@@V1\ncall f\n')).toEqual([
    '1:9 `f@@V1` would be the usual version of `f`, which is defined elsewhere: write one @',
  ]);
});
