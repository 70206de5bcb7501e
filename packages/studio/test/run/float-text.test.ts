import { expect, test } from 'vitest';
import { floatOf, floatText } from '../../src/run/float-text.ts';

test.each([
  ['0', 0n],
  ['-0', 1n << 63n],
  ['1.5', 0x3ff8_0000_0000_0000n],
  ['0.1', 0x3fb9_9999_9999_999an],
  ['-inf', 0xfff0_0000_0000_0000n],
  ['nan', 0x7ff8_0000_0000_0000n],
  ['1.5f', 0xffff_ffff_3fc0_0000n],
  ['0.1f', 0xffff_ffff_3dcc_cccdn],
  ['3.4028235e+38f', 0xffff_ffff_7f7f_ffffn],
  ['16777216f', 0xffff_ffff_4b80_0000n],
  ['inff', 0xffff_ffff_7f80_0000n],
])('%s is shown as it is written', (text, bits) => {
  expect(floatText(bits)).toBe(text);
  expect(floatOf(text)).toBe(bits);
});

test('bits may be written too, and what is no number is none', () => {
  expect(floatOf('0x3ff8000000000000')).toBe(0x3ff8_0000_0000_0000n);
  expect(floatOf('1e3')).toBe(floatOf('1000'));
  for (const text of ['', 'f', '1.5.', 'a0', '0x', '0x11223344556677889', '--1'])
    expect(floatOf(text)).toBeUndefined();
});
