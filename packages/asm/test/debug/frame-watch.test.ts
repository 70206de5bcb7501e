import { expect, test } from 'vitest';
import { hexOf } from '../assembling.ts';

/** A procedure of 4 + 64 bytes and its description as gcc writes it without `.cfi_…`. */
const source = (section: string, version: number) => `
f:      nop
at_4:   .zero   64
end:
        .section ${section},"",@progbits
        .4byte  cie_end - cie
cie:    .4byte  0
        .byte   ${version}
        .string "zR"
        .uleb128 1
        .sleb128 -4
        .byte   1
        .uleb128 1
        .byte   0x1b
cie_end:
        .4byte  fde_end - fde
fde:    .4byte  fde - cie
        .4byte  f - .
        .4byte  end - f
        .uleb128 0
        .byte   4
        .4byte  at_4 - f
        .byte   0xe, 16
        .byte   4
        .4byte  end - at_4
        .byte   0xe, 0
fde_end:
`;

test('advances that a source writes in four bytes take what they need, as with GNU as', () => {
  const size = (section: string, version: number) =>
    hexOf(source(section, version), section).length / 2;
  expect(size('.eh_frame', 1)).toBe(17 + 17 + 1 + 2 + 2 + 2);
  expect(size('.eh_frame', 3)).toBe(17 + 17 + 5 + 2 + 5 + 2);
  expect(size('.other', 1)).toBe(17 + 17 + 5 + 2 + 5 + 2);
});
