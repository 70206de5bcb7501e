/** Instructions of extensions that the machine does not have: every form, as GNU as writes it. */

import { type Field, type Form, fits, type OperandForm, otherForms } from '@ireko/isa';
import { expect, test } from 'vitest';
import { bothObjects, view } from './oracle.ts';

const extensions =
  'gqcv_zfh_zicbop_zbc_zbkb_zbkx_zknd_zkne_zknh_zksed_zksh' +
  '_xtheadba_xtheadbb_xtheadbs_xtheadcmo_xtheadcondmov_xtheadfmemidx_xtheadfmv' +
  '_xtheadint_xtheadmac_xtheadmemidx_xtheadmempair_xtheadsync';
const architecture = `rv64${extensions}`;

/** A number that the field can hold, the `turn`-th of a few. */
function numberFor(field: Field, turn: number): number {
  const { min, max, step } = field.range;
  const wanted = [max, min, min + step * 3][turn] ?? 0;
  return [wanted, min, max].find((each) => fits(field, each)) ?? min;
}

function textOf(operand: OperandForm, turn: number, index: number): string {
  switch (operand.shape) {
    case 'register':
      return (index === 1 ? ['a2', 't4', 's3'] : ['a0', 't6', 's1'])[turn] ?? '';
    case 'float':
      return ['fa0', 'ft11', 'fs1'][turn] ?? '';
    case 'vector':
      return 'register' in operand.field
        ? `v${operand.field.register}`
        : (['v8', 'v24', 'v16'][turn] ?? '');
    case 'memory': {
      const base = 'register' in operand.base ? 'sp' : ['a1', 't5', 's2'][turn];
      return `${operand.offset ? numberFor(operand.offset, turn) : ''}(${base})`;
    }
    case 'rounding':
      return ['rne', 'rtz', 'dyn'][turn] ?? '';
    case 'mask':
      return 'v0.t';
    case 'vtype':
      return ['e32, m1, ta, ma', 'e8, mf2, tu, mu', 'e64,m8'][turn] ?? '';
    case 'target':
      return '. + 16';
    case 'immediate':
      return String(numberFor(operand.field, turn));
    default:
      throw new Error(`no such operand is expected: ${operand.shape}`);
  }
}

function sample({ mnemonic, operands }: Form, turn: number): string {
  return `${mnemonic} ${operands.map((operand, index) => textOf(operand, turn, index)).join(', ')}`;
}

/** Compressed instructions reach few registers. */
const isShort = ({ instruction }: Form) => instruction.length === 2;

test.each(([32, 64] as const).flatMap((xlen) => [0, 1, 2].map((turn) => [xlen, turn] as const)))(
  'for %i bits, samples %i',
  (xlen, turn) => {
    // GNU as does not know the conversions of Zfh and Q into each other.
    const forms = [...otherForms().values()]
      .flat()
      .filter((form) => (form.xlen ?? xlen) === xlen && !(isShort(form) && turn > 0))
      .filter(({ mnemonic }) => !/^fcvt\.(h\.q|q\.h)$/.test(mnemonic));
    const source = forms.map((form) => `${sample(form, turn)}\n`).join('');
    const { ours, gnu } = bothObjects(source, { architecture: `rv${xlen}${extensions}_zbb_zba` });
    expect(view(ours)).toEqual(view(gnu));
  },
);

test('numbers in integer registers', () => {
  const source = `
    fadd.s a0, a1, a2
    fmadd.d a0, a1, a2, a3, rtz
    fcvt.w.s a0, a1
    fsgnj.d a0, a1, a2
    fmv.s a0, a1
    feq.d a0, a1, a2
  `;
  const { ours, gnu } = bothObjects(source, { architecture: 'rv64i_zdinx' });
  expect(view(ours)).toEqual(view(gnu));
});

test('comparisons of vectors that are made of others', () => {
  const source = `
    vmsge.vx v4, v8, a1
    vmsgeu.vx v4, v8, a1
    vmsge.vx v4, v8, a1, v0.t
    vmsge.vx v0, v8, a1, v0.t, v4
    vmsgeu.vx v4, v8, a1, v0.t, v12
    vmslt.vi v4, v8, -15
    vmslt.vi v4, v8, 16, v0.t
    vmsltu.vi v4, v8, 5
    vmsltu.vi v4, v8, 0
    vmsge.vi v4, v8, 5
    vmsgeu.vi v4, v8, 5, v0.t
    vmsgeu.vi v4, v8, 0
  `;
  const { ours, gnu } = bothObjects(source, { architecture });
  expect(view(ours)).toEqual(view(gnu));
});

test('returns and fences of old privileged specifications', () => {
  const { ours, gnu } = bothObjects('uret\nhret\ndret\nsfence.vm\nsfence.vm a0\n');
  expect(view(ours)).toEqual(view(gnu));
});
