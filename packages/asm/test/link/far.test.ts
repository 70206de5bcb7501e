import { expect, test } from 'vitest';
import { address, hex, linked, mistakes, object } from './linking.ts';

const PROGRAM = object(
  'far',
  `
        .globl  _start, f
_start: call    f
        beqz    a0, f
        j       f
        la      a1, d
        ld      a1, 8(a1)
f:      ret
        .data
d:      .quad   f, d + 0x1234567890abcdef
        .word   f - _start
        .quad   f - _start
`,
);

const at = (start: bigint) =>
  `ENTRY(_start) SECTIONS { . = ${start}; .text : { *(.text) } .data : { *(.data) } }`;

/** Where numbers are no longer exact, and where addresses are negative. */
const FAR = [0x4000_0000_0000_0000n, 0x7fff_ffff_ffff_0000n, 0xffff_ffff_8000_0000n, 2n ** 53n];

test.each(FAR)(
  'a program at %s has the distances of one that is near, and its addresses',
  (far) => {
    const [near, moved] = [linked([PROGRAM], at(0x1_0000n)), linked([PROGRAM], at(far))];
    expect(hex(moved, '.text')).toBe(hex(near, '.text'));
    const words = (text: string) =>
      new DataView(new Uint8Array(Buffer.from(text, 'hex')).buffer, 0, 28);
    const data = words(hex(moved, '.data'));
    const start = moved.sections.find(({ name }) => name === '.data')?.address ?? 0n;
    expect(data.getBigUint64(0, true)).toBe(address(moved, 'f'));
    expect(data.getBigUint64(8, true)).toBe(BigInt.asUintN(64, start + 0x1234_5678_90ab_cdefn));
    expect(data.getBigUint64(20, true)).toBe(
      (address(moved, 'f') ?? 0n) - (address(moved, '_start') ?? 0n),
    );
  },
);

test('what is out of reach there is told exactly', () => {
  const source = '.globl _start, f\n_start: lui a0, %hi(f)\nf: ret\n';
  expect(mistakes([object('hi', source)], at(2n ** 62n))[0]).toContain('0x4000000000000004');
});
