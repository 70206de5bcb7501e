/** The reference manual: every page of `docs/reference`, made of the table and the computer. */

import { isaString } from '@ireko/isa';
import { csrPage } from './csr-pages.ts';
import { instructionPages } from './instruction-pages.ts';
import type { Page } from './page.ts';

/** All pages, in the order in which one would read them. */
export function referencePages(): readonly Page[] {
  return [overview(), ...instructionPages(), csrPage()];
}

function overview(): Page {
  const text = `# Reference

The computer as its own table has it: these pages are generated from [packages/isa](../../packages/isa)
by \`npm run reference\`, and a test keeps them current.

- [Instructions](instructions.md): how each is written and encoded, and what it does
- [Control and status registers](csrs.md): fields, what may be written to them, what a read and a write do
- [System calls of the monitor](monitor-calls.md)

The computer is \`${isaString}\`, with modes M, S and U, and a guest's VS and VU.

## Notation

| text | what it is |
| --- | --- |
| \`x[rd]\`, \`f[rs1]\` | integer and floating-point registers by the number in a field; \`x[0]\` is zero |
| \`imm\` | the immediate, sign- or zero-extended to 64 bits |
| \`pc\`, \`next_pc\` | the address of this instruction and of the one after it |
| \`a ← …\` | a value is kept under a name; all values are 64 bits |
| \`mem32[…]\` | four bytes of memory at a virtual address, as a number without sign; an access may trap |
| \`guest_mem32[…]\` | the same, at an address of the hypervisor's guest |
| \`≫ᵤ ≫ₛ <ᵤ <ₛ ÷ᵤ ÷ₛ ×ᵤ\` | unsigned and signed; shifts use the low six bits of the count |
| \`sext32(…)\`, \`zext32(…)\` | the low 32 bits, with sign or with zeros |
| \`mstatus.mpp\`, \`misa[7]\` | a field of a register, or a bit |
| \`mstatus with mie = 0\` | the register's value, changed in one field |
| \`mstatus with sie, spp from value\` | these fields from another value, the others as they were |
| \`privilege\`, \`V\` | the mode: U, S or M; and 1 while a guest runs |
| \`raise …\` | the instruction traps, and does nothing else |
| \`single(f[rs1])\`, \`box(…)\` | the single in a register, or the canonical NaN where its upper half is not all ones; a single with ones above it |
| \`add_s(a, b, rm)\` | computed exactly and rounded once; \`.value\` is the result, \`.flags\` the exceptions |

Every instruction that writes a floating-point register or \`fcsr\` also makes \`mstatus.fs\` (here \`fs\`) dirty,
and in a guest \`vsstatus.fs\` (here \`vsfs\`).
`;
  return { name: 'README.md', text };
}
