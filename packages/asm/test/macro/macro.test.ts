import { expect, test } from 'vitest';
import { bindArguments, splitArguments } from '../../src/macro/arguments.ts';
import { parseHead } from '../../src/macro/macro.ts';
import { Template } from '../../src/macro/template.ts';
import { complaintsOf, diagnosticsOf, hexOf } from '../assembling.ts';

const bytes = (source: string) => hexOf(`${source}\n`, '.data');

function macro(head: string, body: string): string {
  return `.macro ${head}\n${body}\n.endm\n.data\n`;
}

test('arguments stand between commas or blanks', () => {
  const put = macro('put a, b', '.byte \\a, \\b');
  expect(bytes(`${put}put 1, 2\nput 3 4`)).toBe('01020304');
});

test('blanks beside an operator do not end an argument', () => {
  expect(splitArguments('a + b c, 4 (sp)')).toEqual(['a+b', 'c', '4(sp)']);
});

test('a parameter that is not given has its default', () => {
  expect(bytes(`${macro('put a=7, b = 8', '.byte \\a, \\b')}put\nput 1\nput , 2`)).toBe(
    '070801080702',
  );
});

test('an argument can be given by name', () => {
  expect(bytes(`${macro('put a, b=2', '.byte \\a, \\b')}put b=5, a=4\nput 3`)).toBe('04050302');
});

test(':vararg takes all that is left', () => {
  expect(bytes(`${macro('put first, rest:vararg', '.byte \\rest, \\first')}put 1, 2, 3`)).toBe(
    '020301',
  );
});

test(':req is reported if it is missing', () => {
  expect(complaintsOf(`${macro('put a:req', '.byte \\a')}put\n`)).toEqual([
    '5:1 put needs a value for its parameter `a`',
  ]);
});

test('too many arguments are reported', () => {
  expect(complaintsOf(`${macro('put a', '.byte \\a')}put 1, 2\n`)).toEqual([
    '5:1 put takes 1 argument, and `2` is one more',
  ]);
});

test('\\@ counts expansions, so that labels in bodies are unique', () => {
  const body = 'lab\\@: .byte lab\\@ - base';
  expect(bytes(`${macro('put', body)}base:\nput\nput`)).toBe('0001');
});

test('\\() ends a parameter’s name', () => {
  const values = new Map([['size', 'w']]);
  expect(new Template('l\\size\\()u a0; \\size.x; \\other').fill(values, 0)).toBe(
    'lwu a0; \\size.x; \\other',
  );
});

test('a string argument loses its quotes', () => {
  expect(bytes(`${macro('put s', '.ascii "<\\s>"')}put "a, b"`)).toBe('3c612c20623e');
});

test('a macro may use itself under a condition', () => {
  const body = '.byte \\n\n.if \\n\nput (\\n-1)\n.endif';
  expect(bytes(`${macro('put n', body)}put 3`)).toBe('03020100');
});

test('a macro that uses itself for ever is stopped', () => {
  expect(complaintsOf(`${macro('put', 'put')}put\n`)).toHaveLength(1);
});

test('.exitm leaves the macro', () => {
  expect(bytes(`${macro('put', '.byte 1\n.exitm\n.byte 2')}put\n.byte 3`)).toBe('0103');
});

test('.purgem forgets a macro', () => {
  expect(complaintsOf(`${macro('put', '')}.purgem put\nput\n`)).toEqual([
    '6:1 unknown instruction `put`',
  ]);
});

test('.rept repeats, .irp and .irpc go through lists', () => {
  expect(bytes('.data\n.rept 3\n.byte 1\n.endr')).toBe('010101');
  expect(bytes('.data\n.irp n, 4, 5\n.byte \\n\n.endr')).toBe('0405');
  expect(bytes('.data\n.irpc n, 678\n.byte \\n\n.endr')).toBe('060708');
});

test('repetitions nest', () => {
  expect(bytes('.data\n.irp a, 1, 2\n.rept 2\n.byte \\a\n.endr\n.endr')).toBe('01010202');
});

test('a mistake in a macro names the body’s line and the call', () => {
  const [found] = diagnosticsOf('.macro bad reg\nnop\nadd \\reg, 1\n.endm\nnop\nbad a0\n');
  expect(found?.span).toMatchObject({ file: 'test.s', line: 3, text: 'add a0, 1' });
  expect(found?.expansion.map(({ name, span }) => [name, span.line])).toEqual([['bad', 6]]);
});

test('a missing .endm is reported at its .macro', () => {
  expect(complaintsOf('nop\n.macro a\nnop\n')).toEqual(['2:1 .endm is missing']);
});

test('a parameter list is checked', () => {
  expect(parseHead('m a, a')).toMatchObject({ mistakes: ['there are two parameters `a`'] });
  expect(parseHead('m a:opt')).toMatchObject({
    mistakes: ['`a` can be :req or :vararg, and not `:opt`'],
  });
  expect(parseHead('m a, +')).toBe('`+` is no parameter');
  expect(parseHead('')).toBe('a macro needs a name');
});

test('binding reports a missing required argument', () => {
  const head = parseHead('m a:req');
  if (typeof head === 'string') throw new Error(head);
  const bound = bindArguments({ ...head, body: new Template(''), file: '', line: 1 }, '');
  expect(bound).toMatchObject({ mistakes: [expect.stringMatching(/needs a value/)] });
});

test('.altmacro: parameters without a backslash, names of their own, brackets, numbers', () => {
  const source = `
    .altmacro
    .macro  pair a, b
    local   here
here: .byte a, b, here - here
    .endm
    pair    %1+1, <3>
    pair    4, 5
    .noaltmacro
  `;
  expect(hexOf(source)).toBe('020300040500');
  expect(complaintsOf('.altmacro\n.macro m a\n.byte a\n.endm\nm %x\n')).toHaveLength(1);
});

test('a name before = must be that of a parameter', () => {
  const macro = '.macro m x, y=2\n.byte \\x, \\y\n.endm\n.data\n';
  expect(hexOf(`${macro}m y=3, x=1\n`, '.data')).toBe('0103');
  expect(complaintsOf(`${macro}m z=1\n`)[0]).toBe('5:1 m has no parameter `z`');
  expect(complaintsOf(`${macro}m y=1, 2\n`)).toHaveLength(1);
});

test('brackets hold an argument and a default together', () => {
  const put = macro('put a=(1 + 2), b=[x y]', '.ascii "\\a|\\b"');
  expect(bytes(`${put}put\nput (sp a0)`)).toBe(
    [...'(1+2)|[x y](sp a0)|[x y]'].map((c) => c.charCodeAt(0).toString(16)).join(''),
  );
});

test('a body may name parameters by &, and hold others’ text by \\(…)', () => {
  expect(bytes(`${macro('put a', '.byte 2&a, 7&\\a\n.ascii "\\(x y)"')}put 5`)).toBe('1905782079');
});

test('.altmacro: local within a line, strings keep their quotes, words within digits', () => {
  const source = `
    .altmacro
    .data
    .macro  put a, b
    .byte   0x&a ; LOCAL here, there
here&a: .ascii  b
there:  .byte   there - here&a
    .endm
    put     7, "xy"
    put     8, "z"
    .noaltmacro
  `;
  expect(hexOf(source, '.data')).toBe('077879020' + '87a01');
  expect(complaintsOf('.altmacro\n.macro m a\nlocal a\n.endm\nm 1\n')).toEqual([
    '3:1 `a` is a parameter or local already',
  ]);
});

test('what is known only at the end is shown at the outermost call, and then where in the macros', () => {
  const source = '.macro inner\nbeqz a0, 7f\n.endm\n.macro outer\ninner\n.endm\nnop\nouter\n';
  const [found] = diagnosticsOf(source);
  expect(found?.span).toMatchObject({ line: 8, text: 'outer' });
  expect(found?.expansion.map(({ name, span }) => [name, span.line])).toEqual([
    ['inner', 2],
    ['outer', 5],
  ]);
});

test('a label before .macro names the macro, and .exitm ends all repetitions', () => {
  expect(hexOf('.data\nm: .macro a\n.byte \\a\n.endm\nm 3\n.byte m\n', '.data')).toBe('0300');
  expect(hexOf('.data\n.rept 3\n.byte 8\n.exitm\n.endr\n.byte 9\n', '.data')).toBe('0809');
});
