/**
 * What may be written to each field of a CSR, found out by writing: a program in M-mode writes value
 * after value and reads each back, from the state after reset. So the reference tells what the
 * computer does, whatever the table looks like.
 */

import { assemble, link } from '@ireko/asm';
import { type BitField, type Csr, csrFields, fieldMask } from '@ireko/isa';
import { Machine } from '@ireko/machine';

/** What is known of a field, or of a register that is one number. */
export interface FieldFacts {
  readonly name: string;
  readonly field: BitField;
  readonly reset: bigint;
  /** What keeps: every value, none, or some: those listed, or bits of this mask. */
  readonly access:
    | { readonly is: 'read-write' }
    | { readonly is: 'read-only' }
    | { readonly is: 'values'; readonly legal: readonly bigint[] }
    | { readonly is: 'bits'; readonly mask: bigint };
}

/** A field of up to so many bits is tried with all its values, a larger one bit by bit. */
const SMALL = 4;

const WHOLE: BitField = { at: 0, bits: 64 };
const ramBase = 0x8000_0000;
/** Where the program leaves what it read. */
const results = ramBase + 0x1_0000;
/** The last of the floating-point CSRs, which are there only while `mstatus.fs` is not Off. */
const FCSR = 0x003;
const turnFloatsOn = `
        li      t0, 1 << 13             # mstatus.fs = Initial
        csrs    mstatus, t0`;
const script = { name: 'probe.ld', text: `SECTIONS { . = ${ramBase}; .text : { *(.text) } }` };

/** The facts about a register that can be written, field by field. */
export function fieldFacts({ name, number }: Csr): readonly FieldFacts[] {
  const fields = Object.entries(csrFields(name));
  const parts = fields.length > 0 ? fields : [[name, WHOLE] as const];
  const trials = parts.map(([, field]) => trialValues(field));
  const [reset = 0n, ...kept] = readBack(number, trials.flat());
  let next = 0;
  return parts.map(([fieldName, field], index) => {
    const mine = trials[index] ?? [];
    const outcomes = mine.map(
      (written) => [extract(field, written), extract(field, kept[next++] ?? 0n)] as const,
    );
    return {
      name: fieldName,
      field,
      reset: extract(field, reset),
      access: access(field, outcomes),
    };
  });
}

function trialValues({ at, bits }: BitField): readonly bigint[] {
  const count = bits <= SMALL ? 2 ** bits : bits;
  return Array.from({ length: count }, (_, n) =>
    bits <= SMALL ? BigInt(n) << BigInt(at) : 1n << BigInt(at + n),
  );
}

function extract(field: BitField, word: bigint): bigint {
  return (word & fieldMask(field)) >> BigInt(field.at);
}

function access(
  { bits }: BitField,
  outcomes: readonly (readonly [written: bigint, read: bigint])[],
): FieldFacts['access'] {
  const legal = outcomes.filter(([written, read]) => written === read).map(([written]) => written);
  if (legal.length === outcomes.length) return { is: 'read-write' };
  if (outcomes.every(([, read]) => read === outcomes[0]?.[1])) return { is: 'read-only' };
  if (bits <= SMALL) return { is: 'values', legal };
  return { is: 'bits', mask: legal.reduce((mask, bit) => mask | bit, 0n) };
}

/** What the register reads after reset, and after each of these values was written over that. */
function readBack(csr: number, values: readonly bigint[]): readonly bigint[] {
  const program = `
        la      s1, values
        li      s2, ${values.length}
        li      s3, ${results}
${csr <= FCSR ? turnFloatsOn : ''}
        csrr    s0, ${csr}
        sd      s0, 0(s3)
next:   addi    s3, s3, 8
        ld      t0, 0(s1)
        csrw    ${csr}, t0
        csrr    t1, ${csr}
        csrw    ${csr}, s0              # before memory is touched: it may have been MPRV
        sd      t1, 0(s3)
        addi    s1, s1, 8
        addi    s2, s2, -1
        bnez    s2, next
done:   j       done
        .balign 8
values: .dword  ${values.join(', ')}
`;
  const source = new TextEncoder().encode(program);
  const { object } = assemble('probe.s', (path) => (path === 'probe.s' ? source : undefined), {
    csrCheck: false,
  });
  const { elf } = link(object ? [{ name: 'probe.o', bytes: object }] : [], script);
  if (!elf) throw new Error(`the program for CSR ${csr} does not build`);
  const machine = new Machine({ ramBytes: 2 ** 20, engine: 'interpreter' });
  machine.load(elf);
  machine.run({ maxInstructions: 100 + values.length * 10 });
  const bytes = machine.bytes(results, results + 8 * (values.length + 1)) ?? new Uint8Array();
  const view = new DataView(bytes.buffer);
  return Array.from({ length: values.length + 1 }, (_, n) => view.getBigUint64(8 * n, true));
}
