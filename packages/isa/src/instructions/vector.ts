/**
 * V, vectors [V §10…§16]: assembled only. An instruction has a code of six bits, and one of seven
 * categories says what its operands are:
 *
 *   31    26 25  24   20 19   15 14  12 11   7 6     0
 *   │funct6 │vm│  vs2   │ vs1 … │funct3│  vd  │ OP-V  │
 */

import { type Field, field } from '../field.ts';
import { LOAD_FP, type Row, STORE_FP } from '../format.ts';

type Rows = Readonly<Record<string, Row>>;

const OP_V = 0b1010111;

const vector = { kind: 'vector' } as const;
const vd = field('vd', '4:0@7', vector);
const vs1 = field('vs1', '4:0@15', vector);
const vs2 = field('vs2', '4:0@20', vector);
const vm = field('vm', '0@25', { kind: 'mask' });
const rd = field('rd', '4:0@7', { kind: 'register' });
const rs1 = field('rs1', '4:0@15', { kind: 'register' });
const rs2 = field('rs2', '4:0@20', { kind: 'register' });
const fd = field('rd', '4:0@7', { kind: 'float' });
const fs1 = field('rs1', '4:0@15', { kind: 'float' });
const simm = field('imm', '4:0@15', { signed: true });
const uimm = field('imm', '4:0@15');
const UNMASKED = 1 << 25;

/** What the third operand is, with the category that says so. */
const sources = {
  v: { category: 0b000, source: vs1 },
  x: { category: 0b100, source: rs1 },
  i: { category: 0b011, source: simm },
  /** An immediate without a sign. */
  u: { category: 0b011, source: uimm },
} as const;
const multiplySources = {
  v: { category: 0b010, source: vs1 },
  x: { category: 0b110, source: rs1 },
} as const;
const floatSources = {
  v: { category: 0b001, source: vs1 },
  f: { category: 0b101, source: fs1 },
} as const;

type Sources = Readonly<Record<string, { readonly category: number; readonly source: Field }>>;

function row(match: number, fields: readonly Field[], syntax: string): Row {
  return { length: 4, match: (match | OP_V) >>> 0, fields, syntax };
}

const code = (funct6: number, category: number) => (funct6 << 26) | (category << 12);

/**
 * A family: for each kind of source a row `name.` and suffix.
 * @param kinds which sources there are: `vxi`
 * @param shape the first letter of the suffix: `v`, or `w` where the other source is twice as wide
 */
function family(
  from: Sources,
  list: readonly (readonly [name: string, funct6: number, kinds: string, shape?: string])[],
  operands = 'vd, vs2, SOURCE, vm',
): Rows {
  return Object.fromEntries(
    list.flatMap(([name, funct6, kinds, shape = 'v']) =>
      [...kinds].map((kind) => {
        const { category, source } = from[kind] as Sources[string];
        const suffix = shape.length > 1 ? shape : shape + (kind === 'u' ? 'i' : kind);
        const syntax = operands.replace('SOURCE', source.name);
        return [`${name}.${suffix}`, row(code(funct6, category), [vm, vs2, source, vd], syntax)];
      }),
    ),
  );
}

/** Rows with a fixed `vs1`: one source. */
function unary(category: number, funct6: number, list: Readonly<Record<string, number>>): Rows {
  return Object.fromEntries(
    Object.entries(list).map(([name, number]) => [
      name,
      row(code(funct6, category) | (number << 15), [vm, vs2, vd], 'vd, vs2, vm'),
    ]),
  );
}

/** Rows that take the carry or the choice from `v0`, or do without: then they are unmasked. */
function carrying(name: string, funct6: number, kinds: string, alsoWithout: boolean): Rows {
  return Object.fromEntries(
    [...kinds].flatMap((kind) => {
      const { category, source } = (
        kind === 'f' ? floatSources.f : sources[kind as 'v']
      ) as Sources[string];
      const match = code(funct6, category);
      const fields = [vs2, source, vd];
      const carried: [string, Row] = [
        `${name}.v${kind}m`,
        row(match, fields, `vd, vs2, ${source.name}, v0`),
      ];
      const without: [string, Row] = [
        `${name}.v${kind}`,
        row(match | UNMASKED, fields, `vd, vs2, ${source.name}`),
      ];
      return alsoWithout ? [carried, without] : [carried];
    }),
  );
}

function maskLogic(list: Readonly<Record<string, number>>): Rows {
  return Object.fromEntries(
    Object.entries(list).map(([name, funct6]) => [
      name,
      row(code(funct6, 0b010) | UNMASKED, [vs2, vs1, vd], 'vd, vs2, vs1'),
    ]),
  );
}

const move = (
  funct6: number,
  category: number,
  fields: readonly Field[],
  syntax: string,
  more = 0,
) => row(code(funct6, category) | UNMASKED | more, fields, syntax);

const vtype11 = field('vtype', '10:0@20', { kind: 'vtype' });
const vtype10 = field('vtype', '9:0@20', { kind: 'vtype' });

// biome-ignore format: columns are the point.
const configuration = (): Rows => ({
  vsetvli:  row(0b111 << 12,                 [rd, rs1, vtype11],  'rd, rs1, vtype'),
  vsetivli: row((0b11 << 30) | (0b111 << 12), [rd, uimm, vtype10], 'rd, imm, vtype'),
  vsetvl:   row((0b1 << 31) | (0b111 << 12),  [rd, rs1, rs2],      'rd, rs1, rs2'),
});

// biome-ignore format: columns are the point.
const integer = (): Rows => ({
  ...family(sources, [
    ['vadd',  0b000000, 'vxi'], ['vsub',  0b000010, 'vx'],  ['vrsub',  0b000011, 'xi'],
    ['vminu', 0b000100, 'vx'],  ['vmin',  0b000101, 'vx'],  ['vmaxu',  0b000110, 'vx'],  ['vmax', 0b000111, 'vx'],
    ['vand',  0b001001, 'vxi'], ['vor',   0b001010, 'vxi'], ['vxor',   0b001011, 'vxi'],
    ['vrgather',   0b001100, 'vxu'], ['vrgatherei16', 0b001110, 'v'],
    ['vslideup',   0b001110, 'xu'],  ['vslidedown',   0b001111, 'xu'],
    ['vmseq',  0b011000, 'vxi'], ['vmsne',  0b011001, 'vxi'], ['vmsltu', 0b011010, 'vx'], ['vmslt', 0b011011, 'vx'],
    ['vmsleu', 0b011100, 'vxi'], ['vmsle',  0b011101, 'vxi'], ['vmsgtu', 0b011110, 'xi'], ['vmsgt', 0b011111, 'xi'],
    ['vsaddu', 0b100000, 'vxi'], ['vsadd',  0b100001, 'vxi'], ['vssubu', 0b100010, 'vx'], ['vssub', 0b100011, 'vx'],
    ['vsll',   0b100101, 'vxu'], ['vsmul',  0b100111, 'vx'],
    ['vsrl',   0b101000, 'vxu'], ['vsra',   0b101001, 'vxu'], ['vssrl',  0b101010, 'vxu'], ['vssra', 0b101011, 'vxu'],
    ['vnsrl',  0b101100, 'vxu', 'w'], ['vnsra',  0b101101, 'vxu', 'w'],
    ['vnclipu', 0b101110, 'vxu', 'w'], ['vnclip', 0b101111, 'vxu', 'w'],
    ['vwredsumu', 0b110000, 'v', 'vs'], ['vwredsum', 0b110001, 'v', 'vs'],
  ]),
  ...carrying('vadc',   0b010000, 'vxi', false),
  ...carrying('vmadc',  0b010001, 'vxi', true),
  ...carrying('vsbc',   0b010010, 'vx',  false),
  ...carrying('vmsbc',  0b010011, 'vx',  true),
  ...carrying('vmerge', 0b010111, 'vxi', false),
  'vmv.v.v': move(0b010111, 0b000, [vs1,  vd], 'vd, vs1'),
  'vmv.v.x': move(0b010111, 0b100, [rs1,  vd], 'vd, rs1'),
  'vmv.v.i': move(0b010111, 0b011, [simm, vd], 'vd, imm'),
  'vmv.x.s': move(0b010000, 0b010, [vs2,  rd], 'rd, vs2'),
  'vmv.s.x': move(0b010000, 0b110, [rs1,  vd], 'vd, rs1'),
  ...Object.fromEntries([1, 2, 4, 8].map((n) =>
    [`vmv${n}r.v`, move(0b100111, 0b011, [vs2, vd], 'vd, vs2', (n - 1) << 15)])),

  ...family(multiplySources, [
    ['vredsum',  0b000000, 'v', 'vs'], ['vredand', 0b000001, 'v', 'vs'], ['vredor',   0b000010, 'v', 'vs'], ['vredxor', 0b000011, 'v', 'vs'],
    ['vredminu', 0b000100, 'v', 'vs'], ['vredmin', 0b000101, 'v', 'vs'], ['vredmaxu', 0b000110, 'v', 'vs'], ['vredmax', 0b000111, 'v', 'vs'],
    ['vaaddu', 0b001000, 'vx'], ['vaadd', 0b001001, 'vx'], ['vasubu', 0b001010, 'vx'], ['vasub', 0b001011, 'vx'],
    ['vslide1up', 0b001110, 'x'], ['vslide1down', 0b001111, 'x'],
    ['vdivu',  0b100000, 'vx'], ['vdiv', 0b100001, 'vx'], ['vremu',   0b100010, 'vx'], ['vrem',  0b100011, 'vx'],
    ['vmulhu', 0b100100, 'vx'], ['vmul', 0b100101, 'vx'], ['vmulhsu', 0b100110, 'vx'], ['vmulh', 0b100111, 'vx'],
    ['vwaddu', 0b110000, 'vx'], ['vwadd', 0b110001, 'vx'], ['vwsubu', 0b110010, 'vx'], ['vwsub', 0b110011, 'vx'],
    ['vwaddu', 0b110100, 'vx', 'w'], ['vwadd', 0b110101, 'vx', 'w'], ['vwsubu', 0b110110, 'vx', 'w'], ['vwsub', 0b110111, 'vx', 'w'],
    ['vwmulu', 0b111000, 'vx'], ['vwmulsu', 0b111010, 'vx'], ['vwmul', 0b111011, 'vx'],
  ]),
  ...family(multiplySources, [
    ['vmadd',   0b101001, 'vx'], ['vnmsub', 0b101011, 'vx'], ['vmacc',    0b101101, 'vx'], ['vnmsac',   0b101111, 'vx'],
    ['vwmaccu', 0b111100, 'vx'], ['vwmacc', 0b111101, 'vx'], ['vwmaccus', 0b111110, 'x'],  ['vwmaccsu', 0b111111, 'vx'],
  ], 'vd, SOURCE, vs2, vm'),
  ...unary(0b010, 0b010010, {
    'vzext.vf8': 0b00010, 'vsext.vf8': 0b00011, 'vzext.vf4': 0b00100, 'vsext.vf4': 0b00101, 'vzext.vf2': 0b00110, 'vsext.vf2': 0b00111,
  }),
  ...unary(0b010, 0b010100, { 'vmsbf.m': 0b00001, 'vmsof.m': 0b00010, 'vmsif.m': 0b00011, 'viota.m': 0b10000 }),
  'vid.v':    row(code(0b010100, 0b010) | (0b10001 << 15), [vm, vd], 'vd, vm'),
  'vcpop.m':  row(code(0b010000, 0b010) | (0b10000 << 15), [vm, vs2, rd], 'rd, vs2, vm'),
  'vfirst.m': row(code(0b010000, 0b010) | (0b10001 << 15), [vm, vs2, rd], 'rd, vs2, vm'),
  ...maskLogic({
    'vcompress.vm': 0b010111,
    'vmandn.mm': 0b011000, 'vmand.mm':  0b011001, 'vmor.mm':  0b011010, 'vmxor.mm':  0b011011,
    'vmorn.mm':  0b011100, 'vmnand.mm': 0b011101, 'vmnor.mm': 0b011110, 'vmxnor.mm': 0b011111,
  }),
});

// biome-ignore format: columns are the point.
const floatingPoint = (): Rows => ({
  ...family(floatSources, [
    ['vfadd',  0b000000, 'vf'], ['vfsub', 0b000010, 'vf'], ['vfmin', 0b000100, 'vf'], ['vfmax', 0b000110, 'vf'],
    ['vfredusum', 0b000001, 'v', 'vs'], ['vfredosum', 0b000011, 'v', 'vs'], ['vfredmin', 0b000101, 'v', 'vs'], ['vfredmax', 0b000111, 'v', 'vs'],
    ['vfsgnj', 0b001000, 'vf'], ['vfsgnjn', 0b001001, 'vf'], ['vfsgnjx', 0b001010, 'vf'],
    ['vfslide1up', 0b001110, 'f'], ['vfslide1down', 0b001111, 'f'],
    ['vmfeq',  0b011000, 'vf'], ['vmfle', 0b011001, 'vf'], ['vmflt', 0b011011, 'vf'], ['vmfne', 0b011100, 'vf'],
    ['vmfgt',  0b011101, 'f'],  ['vmfge', 0b011111, 'f'],
    ['vfdiv',  0b100000, 'vf'], ['vfrdiv', 0b100001, 'f'], ['vfmul', 0b100100, 'vf'], ['vfrsub', 0b100111, 'f'],
    ['vfwadd', 0b110000, 'vf'], ['vfwsub', 0b110010, 'vf'], ['vfwmul', 0b111000, 'vf'],
    ['vfwadd', 0b110100, 'vf', 'w'], ['vfwsub', 0b110110, 'vf', 'w'],
    ['vfwredusum', 0b110001, 'v', 'vs'], ['vfwredosum', 0b110011, 'v', 'vs'],
  ]),
  ...family(floatSources, [
    ['vfmadd',  0b101000, 'vf'], ['vfnmadd',  0b101001, 'vf'], ['vfmsub',  0b101010, 'vf'], ['vfnmsub',  0b101011, 'vf'],
    ['vfmacc',  0b101100, 'vf'], ['vfnmacc',  0b101101, 'vf'], ['vfmsac',  0b101110, 'vf'], ['vfnmsac',  0b101111, 'vf'],
    ['vfwmacc', 0b111100, 'vf'], ['vfwnmacc', 0b111101, 'vf'], ['vfwmsac', 0b111110, 'vf'], ['vfwnmsac', 0b111111, 'vf'],
  ], 'vd, SOURCE, vs2, vm'),
  ...unary(0b001, 0b010010, {
    'vfcvt.xu.f.v':  0b00000, 'vfcvt.x.f.v':  0b00001, 'vfcvt.f.xu.v':  0b00010, 'vfcvt.f.x.v':  0b00011,
    'vfcvt.rtz.xu.f.v': 0b00110, 'vfcvt.rtz.x.f.v': 0b00111,
    'vfwcvt.xu.f.v': 0b01000, 'vfwcvt.x.f.v': 0b01001, 'vfwcvt.f.xu.v': 0b01010, 'vfwcvt.f.x.v': 0b01011, 'vfwcvt.f.f.v': 0b01100,
    'vfwcvt.rtz.xu.f.v': 0b01110, 'vfwcvt.rtz.x.f.v': 0b01111,
    'vfncvt.xu.f.w': 0b10000, 'vfncvt.x.f.w': 0b10001, 'vfncvt.f.xu.w': 0b10010, 'vfncvt.f.x.w': 0b10011, 'vfncvt.f.f.w': 0b10100,
    'vfncvt.rod.f.f.w': 0b10101, 'vfncvt.rtz.xu.f.w': 0b10110, 'vfncvt.rtz.x.f.w': 0b10111,
  }),
  ...unary(0b001, 0b010011, { 'vfsqrt.v': 0b00000, 'vfrsqrt7.v': 0b00100, 'vfrec7.v': 0b00101, 'vfclass.v': 0b10000 }),
  ...carrying('vfmerge', 0b010111, 'f', false),
  'vfmv.v.f': move(0b010111, 0b101, [fs1, vd], 'vd, rs1'),
  'vfmv.s.f': move(0b010000, 0b101, [fs1, vd], 'vd, rs1'),
  'vfmv.f.s': move(0b010000, 0b001, [vs2, fd], 'rd, vs2'),
});

/** Bits of an element in memory, with their code. */
const widths = { 8: 0b000, 16: 0b101, 32: 0b110, 64: 0b111 } as const;
type ElementBits = keyof typeof widths;

const UNIT_STRIDE = 0b00;
const STRIDED = 0b10;
const WHOLE = 0b01000;
const MASK = 0b01011;
const FAULT_ONLY_FIRST = 0b10000;

function memory(
  isStore: boolean,
  bits: ElementBits,
  segments: number,
  mode: number,
  third: number | Field,
  isMasked = true,
): Row {
  const fixed = typeof third === 'number' ? third << 20 : 0;
  const extra = typeof third === 'number' ? [] : [third];
  const opcode = isStore ? STORE_FP : LOAD_FP;
  const match = ((segments - 1) << 29) | (mode << 26) | fixed | (widths[bits] << 12) | opcode;
  const syntax = ['vd', '(rs1)', ...extra.map(({ name }) => name), ...(isMasked ? ['vm'] : [])];
  return {
    length: 4,
    match: (match | (isMasked ? 0 : UNMASKED)) >>> 0,
    fields: [...(isMasked ? [vm] : []), ...extra, rs1, vd],
    syntax: syntax.join(', '),
  };
}

/** Loads and stores of elements of so many bits, of one to eight in a row. */
function accesses(bits: ElementBits): Rows {
  const rows: Record<string, Row> = {};
  for (let segments = 1; segments <= 8; segments++) {
    const seg = segments > 1 ? `seg${segments}` : '';
    const add = (name: string, isStore: boolean, mode: number, third: number | Field) => {
      rows[name] = memory(isStore, bits, segments, mode, third);
    };
    add(`vl${seg}e${bits}.v`, false, UNIT_STRIDE, 0);
    add(`vs${seg}e${bits}.v`, true, UNIT_STRIDE, 0);
    add(`vl${seg}e${bits}ff.v`, false, UNIT_STRIDE, FAULT_ONLY_FIRST);
    add(`vls${seg}e${bits}.v`, false, STRIDED, rs2);
    add(`vss${seg}e${bits}.v`, true, STRIDED, rs2);
    for (const [letter, mode] of [
      ['u', 0b01],
      ['o', 0b11],
    ] as const) {
      add(`vl${letter}x${seg}ei${bits}.v`, false, mode, vs2);
      add(`vs${letter}x${seg}ei${bits}.v`, true, mode, vs2);
    }
  }
  for (const registers of [1, 2, 4, 8]) {
    rows[`vl${registers}re${bits}.v`] = memory(false, bits, registers, UNIT_STRIDE, WHOLE, false);
  }
  return rows;
}

const masksAndRegisters = (): Rows => ({
  'vlm.v': memory(false, 8, 1, UNIT_STRIDE, MASK, false),
  'vsm.v': memory(true, 8, 1, UNIT_STRIDE, MASK, false),
  ...Object.fromEntries(
    [1, 2, 4, 8].map((n) => [`vs${n}r.v`, memory(true, 8, n, UNIT_STRIDE, WHOLE, false)]),
  ),
});

export const zve32x = (): Rows => ({
  ...configuration(),
  ...integer(),
  ...masksAndRegisters(),
  ...accesses(8),
  ...accesses(16),
  ...accesses(32),
});
export const zve32f: () => Rows = floatingPoint;
export const zve64x = (): Rows => accesses(64);
