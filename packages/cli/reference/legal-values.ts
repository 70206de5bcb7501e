/**
 * What may be written to each field of a CSR, found out by writing: a program in M-mode writes value
 * after value and reads each back, from the state after reset. So the reference tells what the
 * computer does, whatever the table looks like.
 */

import { assemble, link } from '@ireko/asm';
import { type BitField, type Csr, csrFields, fieldMask, type StateName } from '@ireko/isa';
import { Machine } from '@ireko/machine';

/** What is known of a field, or of a register that is one number. */
export interface FieldFacts {
  readonly name: string;
  readonly field: BitField;
  readonly reset: bigint;
  /** What keeps: every value, none, or some: those listed, or bits of this mask, perhaps not in every combination. */
  readonly access:
    | { readonly is: 'read-write' }
    | { readonly is: 'read-only' }
    | { readonly is: 'values'; readonly legal: readonly bigint[] }
    | { readonly is: 'bits'; readonly mask: bigint; readonly inAnyCombination: boolean };
}

/** Of a field of up to so many bits the values are listed. */
const SMALL = 4;
/** A field of up to so many bits is tried with all its values, a larger one bit by bit. */
const TRIED_WHOLE = 8;

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
export function fieldFacts(csr: Csr): readonly FieldFacts[] {
  const { name } = csr;
  const fields = Object.entries(csrFields(name));
  const parts = fields.length > 0 ? fields : [[name, WHOLE] as const];
  const trials = parts.map(([, field]) => trialValues(field));
  const [reset = 0n, ...kept] = readBack(csr, trials.flat());
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
  const isWhole = bits <= TRIED_WHOLE;
  return Array.from({ length: isWhole ? 2 ** bits : bits }, (_, n) =>
    isWhole ? BigInt(n) << BigInt(at) : 1n << BigInt(at + n),
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
  // Bits that were seen with both values.
  const [ones, always] = [
    outcomes.reduce((all, [, read]) => all | read, 0n),
    outcomes.reduce((all, [, read]) => all & read, -1n),
  ];
  const mask = ones & ~always;
  const combinations = 2 ** mask.toString(2).replaceAll('0', '').length;
  const inAnyCombination = bits > TRIED_WHOLE || legal.length === combinations;
  return { is: 'bits', mask, inAnyCombination };
}

/** What the register reads after reset, and after each of these values was written over that. */
function readBack({ name, number }: Csr, values: readonly bigint[]): readonly bigint[] {
  if (endsPrograms.has(name)) return [0n, ...values].map((value) => writtenLast(name, value));
  const machine = run(
    `
        la      s1, values
        li      s2, ${values.length}
        li      s3, ${results}
${number <= FCSR ? turnFloatsOn : ''}
        csrr    s0, ${number}
        sd      s0, 0(s3)
next:   addi    s3, s3, 8
        ld      t0, 0(s1)
        csrw    ${number}, t0
        csrr    t1, ${number}
        csrw    ${number}, s0              # before memory is touched: it may have been MPRV
        sd      t1, 0(s3)
        addi    s1, s1, 8
        addi    s2, s2, -1
        bnez    s2, next
done:   j       done
        .balign 8
values: .dword  ${values.join(', ')}
`,
    100 + values.length * 10,
  );
  const bytes = machine.bytes(results, results + 8 * (values.length + 1)) ?? new Uint8Array();
  const view = new DataView(bytes.buffer);
  return Array.from({ length: values.length + 1 }, (_, n) => view.getBigUint64(8 * n, true));
}

/** A write to these may be the last instruction that can be fetched: the slot is looked at from outside. */
const endsPrograms: ReadonlySet<string> = new Set<StateName>(['mseccfg']);

function writtenLast(name: string, value: bigint): bigint {
  const machine = run(`        li      t0, ${value}\n        csrw    ${name}, t0\n`, 10);
  return machine.hart.state(name as StateName);
}

/** A computer that has begun so many instructions of a program in M-mode. */
function run(program: string, instructions: number): Machine {
  const source = new TextEncoder().encode(program);
  const { object } = assemble('probe.s', (path) => (path === 'probe.s' ? source : undefined), {
    csrCheck: false,
  });
  const { elf } = link(object ? [{ name: 'probe.o', bytes: object }] : [], script);
  if (!elf) throw new Error('a program that writes to a CSR does not build');
  const machine = new Machine({ ramBytes: 2 ** 20, engine: 'interpreter' });
  machine.load(elf);
  machine.run({ maxInstructions: instructions });
  return machine;
}
