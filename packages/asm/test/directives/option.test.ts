import { expect, test } from 'vitest';
import { complaintsOf, diagnosticsOf, hexOf, objectOf } from '../assembling.ts';

test('.option push and pop save what .option sets', () => {
  expect(hexOf('.option push\n.option norvc\nnop\n.option pop\nnop\n')).toBe('130000000100');
});

test('.option arch adds and takes away extensions', () => {
  expect(hexOf('.option arch, -c\nnop\n.option arch, +c\nnop\n')).toBe('130000000100');
  expect(complaintsOf('.option arch, -m\ndiv a0, a0, a0\n')).toEqual([
    '2:1 div needs the extension m',
  ]);
});

test('.ident gathers remarks in .comment', () => {
  expect(hexOf('.ident "a"\n.ident "b"\n', '.comment')).toBe('0061006200');
});

test('.file names the source in the symbol table', () => {
  const names = objectOf('.file "a.c"\n').symbols.map(({ name }) => name);
  expect(names).toContain('a.c');
});

test('.warning leaves an object, .error does not', () => {
  expect(diagnosticsOf('.warning "old"\n')).toMatchObject([
    { severity: 'warning', message: 'old' },
  ]);
  expect(objectOf('.warning "old"\n')).toBeDefined();
  expect(diagnosticsOf('.error "no"\n')).toMatchObject([{ severity: 'error', message: 'no' }]);
});

test.each([
  ['.option foo', '1:9 `foo` is no option, and nothing comes of it'],
  ['.option pop', '1:9 .option pop without an .option push before it'],
  ['.option arch, +z', '1:9 extension `z` is not known'],
  [
    'nop\n.attribute arch, "rv64i"',
    '2:1 the architecture must be set before the first instruction',
  ],
  ['.attribute speed, 3', '1:12 `speed` is no attribute'],
  [
    '.attribute arch, "rv128i"',
    '1:18 `rv128i` is no architecture: it should look like rv64imac_zicsr or rv32imc',
  ],
])('%s: %s', (source, complaint) => {
  expect(complaintsOf(`${source}\n`)).toEqual([complaint]);
});
