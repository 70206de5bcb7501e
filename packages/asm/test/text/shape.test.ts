import { expect, test } from 'vitest';
import { assemble, formatDiagnostic } from '../../src/index.ts';

const encoder = new TextEncoder();
const run = (text: string) => assemble('a.s', () => encoder.encode(text));
const errors = (text: string) =>
  run(text)
    .diagnostics.map((each) => formatDiagnostic(each))
    .join('\n');

/** An object of these statements, each alone in its source and so read for the first time. */
const object = (text: string) => {
  const { object: bytes, diagnostics } = run(text);
  expect(diagnostics).toEqual([]);
  return bytes;
};

test('statements that differ in a name alone do not share what the name decides', () => {
  const first = object(
    'number_a = 1\nlabel_b:\naddi a0, a0, number_a\nj label_b\nlla a1, label_b\n',
  );
  const names = object(
    'number_x = 1\nlabel_y:\naddi a0, a0, number_x\nj label_y\nlla a1, label_y\n',
  );
  const text = (bytes: Uint8Array | undefined) => bytes?.slice(0x40, 0x54);
  expect(text(first)).toEqual(text(names));
  const thrice = 'addi a0, a0, number_a\n'.repeat(3);
  expect(errors(`number_a = 1\n${thrice}label_b:\naddi a0, a0, label_b\n`)).toContain(
    'a.s:6:14: error: a number is expected here, not an address',
  );
});

test('an error behind a name points at its own place, however long the name is', () => {
  const text = 'a_label: sw a0, %lo(a_label)(a1), 5\nsw a0, %lo(a_longer_label)(a1), a_label\n';
  expect(errors(text)).toContain('a.s:1:10: error: sw takes 2 operands, not 3');
  expect(errors('beq a0, some_name a1\n')).toContain('a.s:1:19: error: unexpected `a1`');
  expect(errors('beq a0, another_longer_name a1\n')).toContain('a.s:1:29: error: unexpected `a1`');
});

test('a macro that takes an instruction’s name is called from there on', () => {
  const thrice = 'target_x:\nbeqz a0, target_x\nbeqz a0, target_x\nbeqz a0, target_x\n';
  const before = object(`${thrice}nop\n`);
  const after = object(`${thrice}.macro beqz r, t\nnop\n.endm\nbeqz a0, target_x\n`);
  expect(after?.slice(0x40, 0x48)).toEqual(before?.slice(0x40, 0x48));
});

test('what a statement ends with inside a string or comment does not end it', () => {
  const bytes = object(
    '.ascii "first;second#third" ; .byte 1 # comment; .byte 2\n.byte /* a;b */ 3\n',
  );
  const content = new TextDecoder('latin1').decode(bytes);
  expect(content).toContain('first;second#third\u0001\u0003');
});

test('extensions decide anew what an instruction becomes', () => {
  const twice = 'addi a0, a0, 1\nj label_a\n'.repeat(2);
  const text = `.option norvc\nlabel_a:\n${twice}.option rvc\n${twice}`;
  expect(object(text)?.slice(0x40, 0x58)).toEqual(
    Uint8Array.of(
      ...[0x13, 0x05, 0x15, 0x00, 0x6f, 0xf0, 0xdf, 0xff],
      ...[0x13, 0x05, 0x15, 0x00, 0x6f, 0xf0, 0x5f, 0xff],
      ...[0x05, 0x05, 0xfd, 0xb7, 0x05, 0x05, 0xed, 0xb7],
    ),
  );
});

test('more different statements than are kept, and the same ones again', () => {
  const pairs = Array.from({ length: 40_000 }, (_, n) => `.half ${n}\n.half ${n}`);
  const bytes = object(`${pairs.join('\n')}\n.option norelax\n`);
  const view = new DataView(bytes?.buffer ?? new ArrayBuffer(0));
  for (let n = 0; n < pairs.length; n++) {
    expect([0, 2].map((at) => view.getUint16(0x40 + 4 * n + at, true))).toEqual([n, n]);
  }
});

test('what is written again is what is written when each stands alone', () => {
  const statements = [
    ...['call name_N', 'tail name_N', 'la a0, name_N', 'lla t0, 1b', 'lw a1, name_N'],
    ...['sd a1, name_N, t1', 'fld fa0, name_N, t1', 'lui a0, %hi(name_N)', 'bnez a0, name_N'],
    ...['li a0, 100000', 'li a0, 0x123456789abcdef', 'lui a0, 5', 'jump name_N, t0', 'unimp'],
    ...['add a0, a0, tp, %tprel_add(name_N)', '.globl name_N', '.type name_N, @function'],
    ...['.hidden name_N', '.dword name_N', '.loc 1 5 7', 'addi a0, a0, 1', '.loc 1 6 view name_N'],
    ...['nop', '.option pic', 'la a0, name_N', '.option norvc', 'la a0, name_N', 'nop'],
  ];
  const source = (remark: (count: number) => string) => {
    const lines = ['.file 1 "a.c"', '.text', '1: .option push'];
    for (let count = 0; count < 5; count++) {
      for (const each of statements) lines.push(each.replace(/N/g, String(count)) + remark(count));
      lines.push('.option pop', '.option push', `name_${count}:`.repeat(count % 2));
    }
    return object(`${lines.join('\n')}\n`);
  };
  const again = source(() => '');
  const alone = source((count) => `/*${'*'.repeat(count)}*/`);
  expect(again).toEqual(alone);
});
