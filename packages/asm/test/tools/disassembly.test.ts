import { expect, test } from 'vitest';
import { type ObjdumpOptions, objdump } from '../../src/tools/objdump.ts';
import { object } from '../link/linking.ts';

function shown(source: string, architecture: string, options: ObjdumpOptions = {}): string[] {
  const { bytes } = object('a', source, { architecture });
  const text = objdump('a.o', bytes, { disassemble: true, sections: ['.text'], ...options });
  if ('problem' in text) throw new Error(text.problem);
  return text.text.split('\n').flatMap((line) => /^ +\w+:\t[\w ]+\t(.*)/.exec(line)?.[1] ?? []);
}

test('instructions that the machine does not have are shown where the file is for them', () => {
  const source = 'vsetvli a0, a1, e32, m2, ta, ma\nvadd.vv v8, v9, v10, v0.t\nsha256sum0 a0, a1\n';
  expect(shown(source, 'rv64gcv_zknh')).toEqual([
    'vsetvli\ta0,a1,e32,m2,ta,ma',
    'vadd.vv\tv8,v9,v10,v0.t',
    'sha256sum0\ta0,a1',
  ]);
});

test('what the extensions of the file do not have is a number', () => {
  expect(shown('.option norvc\n.insn 2, 0x0001\n.insn 4, 0x02b50533\n', 'rv64i')).toEqual([
    '.2byte\t0x1',
    '.4byte\t0x2b50533',
  ]);
});

test('data is shown four bytes at a time from where it begins', () => {
  const source = 'c.nop\n.half 1, 2, 3\n.text\nc.nop\n';
  expect(shown(source, 'rv64gc')).toEqual(['nop', '.word\t0x00020001', '.short\t0x0003', 'nop']);
});

test('zeros are an instruction only where there are compressed ones', () => {
  expect(shown('.insn 2, 0\n.insn 2, 0\n', 'rv64gc', { zeros: true })).toEqual(['unimp', 'unimp']);
  const none = ['.2byte\t0x0', '.2byte\t0x0'];
  expect(shown('.option norvc\n.insn 2, 0\n', 'rv64g', { zeros: true })).toEqual(none);
});

test('hints have their own names', () => {
  expect(shown('.insn 2, 0x0006\n.insn 2, 0x8006\n.insn 2, 0x0081\n', 'rv64gc')).toEqual([
    'c.slli\tzero,0x1',
    'c.mv\tzero,ra',
    'add\tra,ra,0',
  ]);
});

test('what everything is asked of is shown as instructions, also those of more than four bytes', () => {
  const data = '.data\n.text\n.half 0x001f, 0x0102, 0x0304\n.word 0x3f, 1\n';
  expect(shown(data, 'rv64gc', { everything: true })).toEqual([
    '.byte\t0x1f, 0x00, 0x02, 0x01, 0x04, 0x03',
    '.8byte\t0x10000003f',
  ]);
});

/** Lines of a section with bytes and text. */
function rows(source: string, name: string, options: ObjdumpOptions): string[] {
  const { bytes } = object('a', source, { architecture: 'rv64gc', relax: false });
  const text = objdump('a.o', bytes, { disassemble: true, sections: [name], ...options });
  if ('problem' in text) throw new Error(text.problem);
  return text.text.split('\n').filter((line) => /^ +\w+:\t/.test(line));
}

test('who asks for everything sees instructions that go on behind a symbol, up to the end of the section', () => {
  const source = '.data\n.byte 0xef\na: .byte 1, 2, 3, 0x93, 0\n';
  expect(rows(source, '.data', { everything: true })).toEqual([
    '   0:\t          \tjal\tgp,20030 <a+0x2002f>',
    '   1:\t0201                \tadd\ttp,tp,0 # 0 <a-0x1>',
    '   3:\t03 93 00            \tAddress 0x3 is out of bounds.',
  ]);
});

test('a datum that ends neither with the section nor at a mark is out of bounds', () => {
  const source = (before: string) => `nop\na: ${before} .byte 1, 0, 0\nb: .byte 1, 2, 3\n`;
  expect(rows(source(''), '.text', {}).slice(1, 3)).toEqual([
    '   2:\t \tAddress 0x2 is out of bounds.',
    '   6:\t ',
  ]);
  expect(rows(source('.word 1;'), '.text', {})[2]).toBe(
    '   6:\t           \tAddress 0x6 is out of bounds.',
  );
});
