/** Directives that put numbers, strings and files into the current section. */

import { constantOf, numberIn } from '../expression.ts';
import { checkWidth, reduceData } from '../fixup.ts';
import { sleb128, uleb128 } from '../leb128.ts';
import { textOf } from '../literal.ts';
import { Leb128, Space } from '../padding.ts';
import type { Place } from '../source.ts';
import type { Operand } from '../syntax.ts';
import type { Unit } from '../unit.ts';
import {
  type Directive,
  type Directives,
  expressionOf,
  missing,
  numberOf,
  placeOf,
  splitAtCommas,
  withOperands,
  withText,
} from './directive.ts';

/** `.word` and its kin: numbers, addresses, and differences of labels. */
function numbers(size: 1 | 2 | 4 | 8): Directive {
  return withOperands((unit, operands, at) => {
    unit.map('data', at);
    for (const operand of operands) {
      if (operand.kind === 'text' && size === 1) {
        unit.section.append(operand.bytes);
        continue;
      }
      const place = placeOf(operand, at);
      const expression = expressionOf(unit, operand, at);
      const value = expression && unit.bind(expression, place);
      if (!value) continue;
      const known = numberIn(reduceData(value));
      if (known === undefined) unit.fixup(value, { kind: 'data', size }, place);
      else checkWidth(unit, place, known, size);
      if (known !== 0n) unit.requireContents(place);
      unit.section.number(known ?? 0n, size);
    }
  });
}

/** `.ascii`, and `.asciz` with a zero byte after each string. */
function strings(tail: readonly number[]): Directive {
  return withOperands((unit, operands, at) => {
    unit.map('data', at);
    for (const operand of operands) {
      if (operand.kind !== 'text') {
        const message = 'a string in double quotes is expected here';
        unit.report.error('operand-shape', placeOf(operand, at), message);
        continue;
      }
      unit.section.append([...operand.bytes, ...tail]);
    }
  });
}

/** `.float` and `.double`: decimal numbers, `inf` and `nan`. */
function floats(size: 4 | 8): Directive {
  return withText((unit, text, at) => {
    unit.map('data', at);
    for (const { text: written, ...place } of splitAtCommas(text)) {
      const bytes = floatBytes(written, size);
      unit.requireContents(place);
      if (bytes) unit.section.append(bytes);
      else unit.report.error('float', place, `\`${written}\` is no floating-point number`);
    }
  });
}

const FLOAT = /^([+-]?)(?:(inf|nan)|(?:0[fFdD])?((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))$/;

/**
 * A number in single or double precision; a NaN has all bits set, as with GNU as. Single precision
 * is rounded from the nearest double, which in rare cases differs from the nearest in the last bit.
 */
function floatBytes(written: string, size: 4 | 8): Uint8Array | undefined {
  const match = FLOAT.exec(written);
  if (!match) return undefined;
  const [, sign, name, digits] = match;
  const bytes = new Uint8Array(size).fill(0xff);
  const view = new DataView(bytes.buffer);
  if (name === 'nan') bytes[size - 1] = 0x7f;
  else if (size === 4) view.setFloat32(0, name ? Number.POSITIVE_INFINITY : Number(digits), true);
  else view.setFloat64(0, name ? Number.POSITIVE_INFINITY : Number(digits), true);
  if (sign === '-') bytes[size - 1] = (bytes[size - 1] ?? 0) | 0x80;
  return bytes;
}

/** `.uleb128` and `.sleb128`: numbers, and distances that are known when all is laid out. */
function leb128(signed: boolean): Directive {
  return withOperands((unit, operands, at) => {
    unit.map('data', at);
    for (const operand of operands) {
      const place = placeOf(operand, at);
      const expression = expressionOf(unit, operand, at);
      const value = expression && unit.bind(expression, place);
      const known = value && constantOf(value);
      if (known !== undefined) unit.section.append(signed ? sleb128(known) : uleb128(known));
      else if (value) unit.section.stretch(new Leb128(value, signed, place, unit.report));
    }
  });
}

/** `.space size, fill`: so many bytes. */
const space = withOperands((unit, [size, fill], at) => {
  if (!size) return missing(unit, at, '.space size, fill');
  const value = numberOf(unit, fill, at, 'the fill') ?? 0n;
  repeat(unit, size, { value, size: 1 }, at);
});

/** `.fill count, size, value`: a number of so many bytes, repeated. */
const fill = withOperands((unit, [count, size, value], at) => {
  if (!count) return missing(unit, at, '.fill count, size, value');
  const width = numberOf(unit, size, at, 'the size') ?? 1n;
  if (width < 0n || width > 8n) {
    const message = `a size of ${width} bytes is out of range: 0…8`;
    return unit.report.error('bad-size', placeOf(size ?? count, at), message);
  }
  // Only the low four bytes of the value are used, as in GNU as.
  const low = BigInt.asUintN(32, numberOf(unit, value, at, 'the value') ?? 0n);
  repeat(unit, count, { value: low, size: Number(width) }, at);
});

/** The most repetitions; more are surely a mistake. */
const LARGEST = 1n << 40n;
/** Up to so many are written at once, so that the distance of labels around them is known. */
const DIRECTLY = 256n;

function repeat(
  unit: Unit,
  count: Operand,
  pattern: { readonly value: bigint; readonly size: number },
  at: Place,
): void {
  const place = placeOf(count, at);
  const expression = expressionOf(unit, count, at);
  const bound = expression && unit.bind(expression, place);
  if (!bound || pattern.size === 0) return;
  unit.map('data', at);
  unit.section.interrupt();
  const known = constantOf(bound);
  if (known !== undefined && (known < 0n || known > LARGEST)) {
    const message = `a count of ${known} is out of range: 0…${LARGEST}`;
    unit.report.error('bad-size', place, message);
  } else if (known !== undefined && known <= DIRECTLY) {
    for (let index = 0n; index < known; index++) unit.section.number(pattern.value, pattern.size);
  } else {
    unit.section.stretch(new Space(bound, pattern, place, unit.report));
  }
}

/** `.incbin "file", skip, count`: a file's bytes. */
const incbin = withOperands((unit, [name, skip, count], at) => {
  if (name?.kind !== 'text') return missing(unit, at, '.incbin "file"');
  const path = textOf(new Uint8Array(name.bytes));
  const found = unit.files.find(path);
  if (!found) {
    const message = `cannot read \`${path}\``;
    const hint = `looked in ${unit.files.searched}`;
    return unit.report.error('file-not-found', placeOf(name, at), message, hint);
  }
  const start = Number(numberOf(unit, skip, at, 'the offset') ?? 0n);
  const length = Number(numberOf(unit, count, at, 'the count') ?? BigInt(found.bytes.length));
  if (start < 0 || length < 0 || start > found.bytes.length) {
    const message = `the range lies outside \`${path}\`, which has ${found.bytes.length} bytes`;
    return unit.report.error('bad-size', at, message);
  }
  unit.map('data', at);
  unit.section.append(found.bytes.subarray(start, start + length));
});

/** Directives of this file. */
export const dataDirectives: Directives = {
  '.byte': numbers(1),
  '.half': numbers(2),
  '.short': numbers(2),
  '.hword': numbers(2),
  '.2byte': numbers(2),
  '.word': numbers(4),
  '.long': numbers(4),
  '.int': numbers(4),
  '.4byte': numbers(4),
  '.dword': numbers(8),
  '.quad': numbers(8),
  '.8byte': numbers(8),
  '.float': floats(4),
  '.single': floats(4),
  '.double': floats(8),
  '.ascii': strings([]),
  '.asciz': strings([0]),
  '.string': strings([0]),
  '.uleb128': leb128(false),
  '.sleb128': leb128(true),
  '.zero': space,
  '.skip': space,
  '.space': space,
  '.fill': fill,
  '.incbin': incbin,
};
