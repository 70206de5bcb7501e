/**
 * Zfh and Q, numbers of half and quadruple precision [unpriv §13, §14]: the instructions of F with
 * another format in their `fmt` field, and conversions between formats. Assembled only.
 */

import { exact, Fp1, type Row } from '../format.ts';
import { rv64f } from './rv64fd.ts';

type Rows = Readonly<Record<string, Row>>;

/** `fmt` in bits 26…25, and the source's format where a conversion has it in `rs2`. */
const [S, D, H, Q] = [0b00, 0b01, 0b10, 0b11];

/** @param size `funct3` of loads and stores, where F has 0b010 */
function inFormat(letter: string, fmt: number, size: number): Rows {
  return Object.fromEntries(
    Object.entries(rv64f).map(([mnemonic, { meaning: _, ...row }]) => {
      const moves = /^f[ls]w$/.test(mnemonic);
      const match = moves ? row.match ^ ((0b010 ^ size) << 12) : row.match | (fmt << 25);
      const name = moves
        ? mnemonic.replace('w', letter)
        : mnemonic
            .replace(/\.s\b/, `.${letter}`)
            .replace(/^(fmv\.)(?:x\.w|w\.x)$/, (whole) =>
              whole === 'fmv.x.w' ? `fmv.x.${letter}` : `fmv.${letter}.x`,
            );
      return [name, { ...row, match: match >>> 0 }];
    }),
  );
}

const convert = (to: number, from: number) => Fp1(0b01000, to, from);

const half = inFormat('h', H, 0b001);
const { flh, fsh, 'fmv.x.h': toInteger, 'fmv.h.x': fromInteger, ...arithmetic } = half;

/** All that a machine without arithmetic of half precision has: moves and conversions. */
export const zfhmin: Rows = {
  flh: flh as Row,
  fsh: fsh as Row,
  'fmv.x.h': toInteger as Row,
  'fmv.h.x': fromInteger as Row,
  'fcvt.h.s': convert(H, S),
  'fcvt.h.d': convert(H, D),
  'fcvt.s.h': exact(convert(S, H)),
  'fcvt.d.h': exact(convert(D, H)),
};

export const zfh: Rows = arithmetic;

const { 'fmv.x.q': _toInteger, 'fmv.q.x': _fromInteger, ...quadruple } = inFormat('q', Q, 0b100);

export const q: Rows = {
  ...quadruple,
  ...Object.fromEntries(
    ['fcvt.q.w', 'fcvt.q.wu', 'fcvt.q.l', 'fcvt.q.lu'].map((name) => [
      name,
      exact(quadruple[name] as Row),
    ]),
  ),
  'fcvt.s.q': convert(S, Q),
  'fcvt.d.q': convert(D, Q),
  'fcvt.h.q': convert(H, Q),
  'fcvt.q.s': exact(convert(Q, S)),
  'fcvt.q.d': exact(convert(Q, D)),
  'fcvt.q.h': exact(convert(Q, H)),
};
