/** Directives that put numbers, strings and files into the current section. */

import { R, type RelocationName } from '@ireko/elf';
import { warnOfLines } from '../advice/warning.ts';
import { assembleInstruction } from '../instruction/instruction.ts';
import { type Known, sameAddress, sameData } from '../known.ts';
import { checkWidth, isTooWide, reduceData } from '../object/fixup.ts';
import type { FixupKind } from '../object/fixups.ts';
import { sleb128, uleb128 } from '../object/leb128.ts';
import { Space } from '../object/padding.ts';
import { double, extended, type FloatFormat, floatBytes, half, single } from '../text/float.ts';
import { textOf } from '../text/literal.ts';
import { parseExpression } from '../text/parser.ts';
import type { Place } from '../text/source.ts';
import type { Expression, Operand } from '../text/syntax.ts';
import { tokenize } from '../text/token.ts';
import { type Bound, constantOf, numberIn, reduce } from '../unit/expression.ts';
import { announce } from '../unit/mapping.ts';
import { Section } from '../unit/section.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  expressionOf,
  missing,
  missingAll,
  numberOf,
  placeOf,
  requireEnd,
  splitAtCommas,
  upTo,
  withOperands,
  withText,
} from './directive.ts';

type UsualSize = 1 | 2 | 4 | 8;
type Size = UsualSize | 16;

/** `.word` and its kin: numbers, addresses, and differences of labels. @param given bytes of each */
function numbers(given: Size | 'address'): Directive {
  const isUsual = typeof given === 'number' && given <= 8;
  const foresee = (operands: readonly Operand[]) =>
    isUsual ? foreseen(given as UsualSize, operands) : undefined;
  return withOperands((unit, operands, at) => {
    const size = given === 'address' ? unit.addressSize : given;
    if (operands.length > 0) announce(unit, 'data', at);
    for (const operand of operands) {
      const place = placeOf(operand, at);
      if (operand.kind === 'empty') {
        warnOfNothing(unit, at);
        unit.section.number(0, size);
        continue;
      }
      const expression = expressionOf(unit, operand, at);
      const literal = size > 4 ? literalOf(expression) : undefined;
      if (literal !== undefined) {
        if (literal !== 0n) unit.requireContents(place);
        checkWidth(unit, place, literal, size);
        unit.section.number(literal, size);
        continue;
      }
      const value = expression && unit.bind(expression, place);
      if (value) putNumber(unit, size, value, place);
    }
  }, foresee);
}

/** How a value gets into data once it is known. */
const fixupOf: Readonly<Record<UsualSize, FixupKind>> = {
  1: { kind: 'data', size: 1 },
  2: { kind: 'data', size: 2 },
  4: { kind: 'data', size: 4 },
  8: { kind: 'data', size: 8 },
};

/** Writes the value of an expression, or leaves it to a fixup. */
export function putNumber(unit: Unit, size: Size, value: Bound, place: Place): void {
  const known = numberIn(reduceData(value));
  if (isReadAlong(unit, size, value, known, place)) return;
  if (known !== undefined) checkWidth(unit, place, known, size);
  else if (size === 16) {
    unit.report.error('not-constant', place, 'a number is expected here, not an address');
  } else unit.fixup(value, fixupOf[size], place);
  if (known !== 0n) unit.requireContents(place);
  unit.section.number(known ?? 0n, size);
}

/**
 * Shows a value to who reads along in call frame information.
 * @param size undefined for one of `.uleb128`
 * @param known the value, if it is a number
 * @returns whether it was written so
 */
function isReadAlong(
  { section }: Unit,
  size: number | undefined,
  value: Bound | undefined,
  known: bigint | undefined,
  place: Place,
): boolean {
  if (!section.watch) return false;
  const shown = known === undefined ? value : ({ kind: 'integer', value: known } as const);
  return shown !== undefined && section.watch.takes(section, size, shown, place);
}

/** `.dtprelword symbol`: where in its module's block of thread-local data the symbol is. */
function threadOffset(size: 4 | 8, type: RelocationName): Directive {
  return upTo(1, (unit, [operand], at) => {
    if (!operand) return missingAll(unit, at, '.dtprelword symbol');
    const place = placeOf(operand, at);
    const expression = expressionOf(unit, operand, at);
    const value = expression && unit.bind(expression, place);
    if (!value) return;
    if (constantOf(value) !== undefined) {
      return unit.report.error('operand-shape', place, 'a thread-local symbol is expected here');
    }
    unit.fixup(value, { kind: 'instruction', type }, place);
    unit.section.number(0, size);
  });
}

/** Two commas with nothing between them. */
function warnOfNothing(unit: Unit, at: Place): void {
  unit.report.warning('operand-count', at, 'nothing stands here, which is taken as 0');
}

/** What numbers that are written out do, or a single expression. */
function foreseen(size: UsualSize, operands: readonly Operand[]): Known | undefined {
  if (operands.length === 0) return undefined;
  const values = operands.map(plainExpression);
  const literals = values.map(literalOf);
  if (literals.every((value) => value !== undefined && !isTooWide(value, size))) {
    return sameData(
      Uint8Array.from(literals.flatMap((value) => littleEndian(value as bigint, size))),
    );
  }
  const [expression, another] = values;
  const [operand] = operands;
  if (another || !expression || !operand || literals[0] !== undefined) return undefined;
  if (expression.kind === 'name' && expression.name !== '.')
    return sameAddress(size, operand, expression.name);
  return (unit, statement, source) => {
    const { section } = unit;
    if (section.isCode) announce(unit, 'data', statement.head(source));
    const place = statement.placeOf(operand, source);
    const value = unit.bind(expression, place, statement.name);
    if (value) putNumber(unit, size, value, place);
    return true;
  };
}

/** An operand that is an expression alone. */
function plainExpression(operand: Operand): Expression | undefined {
  return operand.kind === 'value' && operand.relocation === undefined
    ? operand.expression
    : undefined;
}

function littleEndian(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, n) => Number((value >> BigInt(8 * n)) & 0xffn));
}

/** A number as written, which may have more than the 64 bits of other expressions. */
function literalOf(expression: Expression | undefined): bigint | undefined {
  if (expression?.kind === 'integer') return expression.value;
  if (expression?.kind !== 'unary') return undefined;
  const inner = literalOf(expression.operand);
  if (inner === undefined) return undefined;
  if (expression.operator === '-') return -inner;
  return expression.operator === '~' ? ~inner : undefined;
}

/** `.ascii`, and `.asciz` with a zero after each string; characters of `size` bytes. */
function strings(isTerminated: boolean, size = 1): Directive {
  return withOperands((unit, operands, at) => {
    if (operands.length === 0) return missingAll(unit, at, '.string "text"');
    announce(unit, 'data', at);
    for (const operand of operands) {
      if (operand.kind !== 'text') {
        const message = 'a string in double quotes is expected here';
        unit.report.error('operand-shape', placeOf(operand, at), message);
        continue;
      }
      const place = placeOf(operand, at);
      if (operand.bytes.length > 0) unit.requireContents(place);
      warnOfLines(unit, place);
      if (size === 1) unit.section.append(operand.bytes);
      else for (const byte of operand.bytes) unit.section.number(byte, size);
      if (isTerminated) unit.section.number(0, size);
    }
  });
}

/** `.float` and its kin: decimal numbers, `inf` and `nan`, and bits as `0f:3f800000`. */
function floats(format: FloatFormat): Directive {
  return withText((unit, text, at) => {
    const parts = splitAtCommas(text);
    if (parts.length > 0) announce(unit, 'data', at);
    for (const { text: written, ...place } of parts) {
      if (written === '') warnOfNothing(unit, at);
      const bytes = floatBytes(written || '0', format);
      unit.requireContents(place);
      if (typeof bytes === 'string') unit.report.error('float', place, bytes);
      else unit.section.append(bytes);
    }
  });
}

/** `.uleb128` and `.sleb128`: as a linker may shorten code, only numbers that are known here. */
function leb128(signed: boolean): Directive {
  return withOperands((unit, [operand, another], at) => {
    if (!operand) return missing(unit, at, '.uleb128 number');
    if (another) {
      const message = 'only one number can stand here';
      return unit.report.error('operand-count', placeOf(another, at), message);
    }
    announce(unit, 'data', at);
    const expression = expressionOf(unit, operand, at);
    const place = placeOf(operand, at);
    const literal = literalOf(expression);
    const bound = literal === undefined && expression ? unit.bind(expression, place) : undefined;
    // Not even the distance of two labels with nothing between them counts as known.
    const known = literal ?? (bound && numberIn(reduce(bound, () => undefined)));
    if (known !== undefined && known !== 0n) unit.requireContents(place);
    isReadAlong(unit, undefined, bound, known, place);
    if (known !== undefined) unit.section.append(signed ? sleb128(known) : uleb128(known));
    else if (bound) {
      const message = 'a number without labels must stand here: a linker may change distances';
      unit.report.error('not-constant', place, message, 'use .word for a distance');
    }
  });
}

/** `.space size, fill`: so many bytes. */
const space = upTo(2, (unit, [size, fill], at) => {
  if (!size) return makeNothing(unit, at, '.space size, fill');
  const value = numberOf(unit, fill, at, 'the fill') ?? 0n;
  repeat(unit, size, { value, size: 1 }, at);
});

/** Without a count nothing is made, and GNU as does not say so. */
function makeNothing(unit: Unit, at: Place, usage: string): void {
  announce(unit, 'data', at);
  unit.section.interrupt();
  unit.report.warning('operand-count', at, 'nothing is made without a count', `write ${usage}`);
}

/** `.fill count, size, value`: a number of so many bytes, repeated. */
const fill = upTo(3, (unit, [count, size, value], at) => {
  if (!count) return makeNothing(unit, at, '.fill count, size, value');
  const width = numberOf(unit, size, at, 'the size') ?? 1n;
  if (width < 0n) {
    const message = `a size of ${width} bytes is out of range: 0…8`;
    return unit.report.error('bad-size', placeOf(size ?? count, at), message);
  }
  if (width > 8n) {
    const message = `a size of ${width} bytes is taken as 8, the largest`;
    unit.report.warning('bad-size', placeOf(size ?? count, at), message);
  }
  // Only the low four bytes of the value are used, as in GNU as.
  const low = BigInt.asUintN(32, numberOf(unit, value, at, 'the value') ?? 0n);
  if (low !== 0n) unit.requireContents(placeOf(value ?? count, at));
  repeat(unit, count, { value: low, size: Math.min(8, Number(width)) }, at);
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
  announce(unit, 'data', at);
  const expression = expressionOf(unit, count, at);
  const bound = expression && unit.bind(expression, place);
  if (!bound || pattern.size === 0) return;
  unit.section.interrupt();
  const known = constantOf(bound);
  if (known !== undefined && known < 0n) {
    unit.report.warning('bad-size', place, `a count of ${known} makes nothing`);
  } else if (known !== undefined && known > LARGEST) {
    const message = `a count of ${known} is out of range: 0…${LARGEST}`;
    unit.report.error('bad-size', place, message);
  } else if (known !== undefined && known <= DIRECTLY) {
    for (let index = 0n; index < known; index++) unit.section.number(pattern.value, pattern.size);
  } else {
    unit.section.stretch(new Space(bound, pattern, place, unit.report));
  }
}

/** `.dcb.d count, value`: a floating-point number, 0 without one, repeated. */
function floatBlock(format: FloatFormat): Directive {
  return withText((unit, text, at) => {
    const [count, written, excess] = splitAtCommas(text);
    if (!count) return makeNothing(unit, at, '.dcb.d count, value');
    if (excess) requireEnd(unit, excess, at);
    const parsed = parseExpression(tokenize(count.text), count.text.length);
    const times = 'error' in parsed ? undefined : unit.number(parsed.value, count, 'the count');
    if (times === undefined || times < 0n || times > MOST_FLOATS) {
      const message = `a count of ${count.text} is out of range: 0…${MOST_FLOATS}`;
      return unit.report.error('bad-size', count, message);
    }
    announce(unit, 'data', at);
    const bytes = floatBytes(written?.text ?? NOTHING, format);
    if (typeof bytes === 'string') return unit.report.error('float', written ?? at, bytes);
    unit.requireContents(written ?? at);
    for (let left = times; left > 0n; left--) unit.section.append(bytes);
  });
}

/** A number by its bits, which may be wider than others are. */
const NOTHING = '0x:0';
/** More are surely a mistake. */
const MOST_FLOATS = 1n << 20n;

/** `.dcb.w count, value` and `.ds.w`: a number of `size` bytes, repeated; zeros without one. */
function block(size: number): Directive {
  return upTo(2, (unit, [count, value], at) => {
    if (!count) return makeNothing(unit, at, '.dcb.w count, value');
    const number = numberOf(unit, value, at, 'the value') ?? 0n;
    repeat(unit, count, { value: number, size }, at);
  });
}

/** `.nops size, control`, which GNU as has for other processors, and says so when all is read. */
const controlledNops = upTo(2, (unit, [size], at) => {
  numberOf(unit, size, at, 'the size');
  unit.report.lastError('unsupported', at, '.nops is not there for RISC-V', 'write .nop size');
});

/** `.nop` and `.nop bytes`: as many `nop`s as it takes to fill them. */
const nop = upTo(1, (unit, [bytes], at) => {
  const wanted = numberOf(unit, bytes, at, 'the size') ?? 0n;
  unit.section.mapped = undefined; // GNU as begins anew here
  for (let written = 0n; written === 0n || written < wanted; ) {
    const before = unit.section.bytes.length;
    assembleInstruction(unit, 'nop', [], at);
    written += BigInt(unit.section.bytes.length - before);
  }
});

/** `.struct offset` and `.offset`: labels that follow are offsets in a structure. */
const structure = upTo(1, (unit, [offset], at) => {
  const absolute = new Section('*ABS*', { type: 'nobits', flags: '', entrySize: 0 });
  absolute.isAbsolute = true;
  absolute.base = Number(numberOf(unit, offset, at, 'the offset') ?? 0n);
  unit.enter(absolute);
});

/** Relocations that all ELF targets have names for. */
const commonRelocations: Readonly<Record<string, RelocationName>> = {
  BFD_RELOC_NONE: 'R_RISCV_NONE',
  BFD_RELOC_32: 'R_RISCV_32',
  BFD_RELOC_64: 'R_RISCV_64',
};
/** The one for an address, a name that GNU as knows for 64 bits alone. */
const ADDRESS_RELOCATION = 'BFD_RELOC_CTOR';

/** `.reloc offset, type, expression`: a relocation by its name. */
const relocation = withOperands((unit, [offset, type, expression], at) => {
  if (!offset || !type) return missing(unit, at, '.reloc offset, R_RISCV_32, symbol');
  const name = type.kind === 'value' && type.expression.kind === 'name' ? type.expression.name : '';
  const common = name === ADDRESS_RELOCATION && unit.xlen === 64 ? 'BFD_RELOC_64' : name;
  const known = commonRelocations[common] ?? (name in R ? (name as RelocationName) : undefined);
  if (!known) {
    const message = `\`${name}\` is no relocation of RISC-V`;
    return unit.report.error('unknown-relocation', placeOf(type, at), message);
  }
  const place = placeOf(offset, at);
  const where = expressionOf(unit, offset, at);
  const to = where && unit.bind(where, place);
  const target = expression && expressionOf(unit, expression, at);
  const value: Bound | undefined = target
    ? unit.bind(target, place)
    : { kind: 'integer', value: 0n };
  if (to && value) unit.relocations.push({ section: unit.section, to, type: known, value, place });
});

/** `.incbin "file", skip, count`: a file's bytes. */
const incbin = upTo(3, (unit, [name, skip, count], at) => {
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
  announce(unit, 'data', at);
  unit.section.append(found.bytes.subarray(start, start + length));
});

/** Directives of this file. */
// biome-ignore format: one line for all that do the same.
export const dataDirectives: Directives = {
  ...named(numbers(1), '.byte', '.dc.b'),
  ...named(numbers(2), '.half', '.short', '.hword', '.2byte', '.dc', '.dc.w'),
  ...named(numbers(4), '.word', '.long', '.int', '.4byte', '.dc.l'),
  ...named(numbers(8), '.dword', '.quad', '.8byte'),
  ...named(numbers('address'), '.dc.a'),
  ...named(numbers(16), '.octa'),
  ...named(threadOffset(4, 'R_RISCV_TLS_DTPREL32'), '.dtprelword'),
  ...named(threadOffset(8, 'R_RISCV_TLS_DTPREL64'), '.dtpreldword'),
  ...named(floats(half), '.float16'),
  ...named(floats(single), '.float', '.single', '.dc.s'),
  ...named(floats(double), '.double', '.dc.d'),
  ...named(floats(extended), '.dc.x'),
  ...named(strings(false), '.ascii'),
  ...named(strings(true), '.asciz', '.string', '.string8'),
  ...named(strings(true, 2), '.string16'),
  ...named(strings(true, 4), '.string32'),
  ...named(strings(true, 8), '.string64'),
  ...named(leb128(false), '.uleb128'),
  ...named(leb128(true), '.sleb128'),
  ...named(space, '.zero', '.skip', '.space'),
  ...named(fill, '.fill'),
  ...named(block(1), '.dcb.b'),
  ...named(block(2), '.dcb', '.dcb.w'),
  ...named(block(4), '.dcb.l'),
  ...named(floatBlock(single), '.dcb.s'),
  ...named(floatBlock(double), '.dcb.d'),
  ...named(floatBlock(extended), '.dcb.x'),
  ...named(block(1), '.ds.b'),
  ...named(block(2), '.ds', '.ds.w'),
  ...named(block(4), '.ds.l', '.ds.s'),
  ...named(block(8), '.ds.d'),
  ...named(block(12), '.ds.p', '.ds.x'),
  ...named(nop, '.nop'),
  ...named(controlledNops, '.nops'),
  ...named(structure, '.struct', '.offset'),
  ...named(relocation, '.reloc'),
  ...named(incbin, '.incbin'),
};

function named(directive: Directive, ...names: readonly string[]): Directives {
  return Object.fromEntries(names.map((name) => [name, directive]));
}
