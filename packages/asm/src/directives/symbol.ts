/** Directives that say something about symbols. */

import type { Known } from '../known.ts';
import { Alignment, ZEROS } from '../object/padding.ts';
import { unquotedName } from '../text/literal.ts';
import { HOLE } from '../text/shape.ts';
import type { Place } from '../text/source.ts';
import {
  type Binding,
  isFinal,
  type Sym,
  type SymbolType,
  type Visibility,
} from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  expressionOf,
  missing,
  missingAll,
  numberOf,
  placeOf,
  type RawText,
  requireEnd,
  splitAtCommas,
  unquoted,
  upTo,
  withText,
} from './directive.ts';

const NAME = /^[A-Za-z_.$\u0080-\uffff][\w.$\u0080-\uffff]*$/;

/** The symbols that a list names. */
function symbolsIn(unit: Unit, text: RawText, at: Place): Sym[] {
  const parts = splitAtCommas(text);
  if (parts.length === 0) unit.report.error('operand-count', at, 'a symbol is missing');
  // As in GNU as, the last may be followed by a comma.
  if (parts.length > 1 && parts.at(-1)?.text === '') parts.pop();
  return parts.flatMap(({ text: written, ...place }) => {
    const isQuoted = written.length > 2 && written.startsWith('"') && written.endsWith('"');
    if (isQuoted) return [unit.symbols.described(unquotedName(written), place)];
    return isSymbolName(unit, { text: written, ...place })
      ? [unit.symbols.described(written, place)]
      : [];
  });
}

/** Whether a part is the name of a symbol; if not, it was reported. */
function isSymbolName(unit: Unit, { text, ...place }: RawText): boolean {
  if (NAME.test(text)) return true;
  unit.report.error('bad-symbol', place, `\`${text}\` is no symbol`);
  return false;
}

/**
 * A directive that says something about each symbol of a list.
 * @param swallows where it is empty, the next line is lost
 */
function ofEach(say: (symbol: Sym, unit: Unit, at: Place) => void, swallows = false): Directive {
  return withText(
    (unit, text, at) => {
      for (const symbol of symbolsIn(unit, text, at)) say(symbol, unit, at);
      if (text.text === '' && swallows) unit.nextLine = 'lost';
    },
    (text) => (text === HOLE ? sameOfSymbol(say) : undefined),
  );
}

/** What is said of the symbol that stands in the hole. */
function sameOfSymbol(say: (symbol: Sym, unit: Unit, at: Place) => void): Known {
  return (unit, statement, source) => {
    const symbol = unit.symbols.described(statement.name, statement.placeOfName(source));
    say(symbol, unit, statement.head(source));
    return true;
  };
}

function bind(binding: Binding): Directive {
  return ofEach((symbol, unit, at) => {
    // As in GNU as, what was made weak stays weak.
    if (binding !== 'global' || symbol.binding !== 'weak') symbol.binding = binding;
    if (binding === 'weak') checkNotBoth(unit, symbol, at);
  }, binding === 'global');
}

function show(visibility: Visibility): Directive {
  return ofEach((symbol) => {
    symbol.visibility = visibility;
  });
}

/** Names of symbol types, as `@function` and as `STT_FUNC`. */
const types: Readonly<Record<string, SymbolType>> = {
  function: 'function',
  STT_FUNC: 'function',
  object: 'object',
  STT_OBJECT: 'object',
  notype: 'notype',
  STT_NOTYPE: 'notype',
  tls_object: 'tls',
  STT_TLS: 'tls',
  common: 'object',
  STT_COMMON: 'object',
  gnu_unique_object: 'object',
  '0': 'notype',
  '1': 'object',
  '2': 'function',
  '6': 'tls',
  '10': 'ifunc',
  gnu_indirect_function: 'ifunc',
  STT_GNU_IFUNC: 'ifunc',
};

/** As in GNU as, a type does not take the place of one that says more. */
const narrower: Readonly<Partial<Record<SymbolType, SymbolType>>> = {
  object: 'tls',
  function: 'ifunc',
};

/** `.type symbol, @function`. */
const type = withText(
  (unit, text, at) => {
    const parts = splitAtCommas(text);
    const [name, kind, excess] = parts.length === 1 ? splitAtBlank(text) : parts;
    if (excess) requireEnd(unit, excess, at);
    if (!name || !kind) return missing(unit, at, '.type symbol, @function');
    const given = typeNamed(kind.text);
    if (!given) {
      const hint = 'known are @function, @object, @notype and @tls_object';
      return unit.report.error('symbol-type', kind, `${kind.text} is no symbol type`, hint);
    }
    for (const symbol of symbolsIn(unit, name, at)) given(symbol);
  },
  (text) => {
    const [, written] = usualType.exec(text) ?? [];
    const given = written && typeNamed(written);
    return given ? sameOfSymbol(given) : undefined;
  },
);

/** How compilers write it. */
const usualType = new RegExp(`^${HOLE}, *(@\\w+)$`);

/** What gives a symbol the type of that name, if there is one. */
function typeNamed(written: string): ((symbol: Sym) => void) | undefined {
  const type = types[unquoted(written).replace(/^[@%#]/, '')];
  return (
    type &&
    ((symbol) => {
      if (narrower[type] !== symbol.type) symbol.type = type;
      symbol.isUnique ||= written.includes('unique');
    })
  );
}

/** GNU as does not need the comma of `.type symbol @function`, nor the blank. */
function splitAtBlank({ text, source, start, end }: RawText): readonly RawText[] {
  const [, name = '', blank = '', rest = ''] =
    /^(\S+)(\s+)(\S.*)$/.exec(text) ?? /^([^@%#]+)()([@%#]\w+)$/.exec(text) ?? [];
  if (name === '') return [];
  const second = start + name.length + blank.length;
  return [
    { text: name, source, start, end: start + name.length },
    { text: rest, source, start: second, end },
  ];
}

/** `.size symbol, expression`: bytes. */
const size = upTo(2, (unit, [name, bytes], at) => {
  const symbol = name && nameIn(unit, name, at);
  if (!symbol || !bytes) return missing(unit, at, '.size symbol, .-symbol');
  const expression = expressionOf(unit, bytes, at);
  unit.symbols.described(symbol, at).size = expression && unit.bind(expression, placeOf(bytes, at));
});

function nameIn(
  unit: Unit,
  operand: Parameters<typeof expressionOf>[1],
  at: Place,
): string | undefined {
  const expression = expressionOf(unit, operand, at);
  return expression?.kind === 'name' ? expression.name : undefined;
}

/** `.equ name, expression`; `.equiv` may not change a symbol that has a value. */
function equate(final: boolean): Directive {
  return upTo(2, (unit, [name, value], at) => {
    if (!name) return missingAll(unit, at, '.equ NAME, value');
    const symbol = nameIn(unit, name, at);
    if (!symbol || !value) return missing(unit, at, '.equ NAME, value');
    if (value.kind === 'empty') {
      unit.equateNothing(symbol, placeOf(name, at), final);
      return;
    }
    const expression = expressionOf(unit, value, at);
    const bound = expression && unit.bind(expression, placeOf(value, at));
    if (bound) unit.equate(symbol, bound, placeOf(name, at), final);
  });
}

/** `.eqv name, expression`: as often as the name is used, the expression is computed anew. */
const equateAnew = upTo(2, (unit, [name, value], at) => {
  if (!name) return missingAll(unit, at, '.eqv NAME, value');
  const symbol = nameIn(unit, name, at);
  if (!symbol || !value) return missing(unit, at, '.eqv NAME, value');
  const expression = expressionOf(unit, value, at);
  const bound = expression && unit.bind(expression, placeOf(value, at));
  if (bound) unit.equateAnew(symbol, expression, bound, placeOf(name, at));
});

/** `.comm name, size, align`: space that all files share. */
const common = upTo(3, (unit, [name, bytes, alignment], at) => {
  if (!name) return missingAll(unit, at, '.comm name, size, align');
  const written = nameIn(unit, name, at);
  const amount = numberOf(unit, bytes, at, 'the size');
  if (!written || amount === undefined) return missing(unit, at, '.comm name, size, align');
  const symbol = unit.symbols.described(written, placeOf(name, at));
  const before = symbol.definition;
  if (isFinal(symbol) && before?.kind !== 'common') {
    const message = `\`${written}\` is already defined`;
    return unit.report.error('already-defined', placeOf(name, at), message);
  }
  const given = numberOf(unit, alignment, at, 'the alignment');
  if (symbol.binding === 'local') {
    reserve(unit, written, Number(amount), Number(given ?? 1n), at);
    return;
  }
  const size = before?.kind === 'common' && before.size > 0n ? before.size : amount;
  if (size !== amount) {
    const message = `\`${written}\` has a size of ${size} already, which does not become ${amount}`;
    unit.report.warning('already-defined', placeOf(name, at), message);
  }
  const align = Number(given || alignmentFor(size, LARGEST_COMMON));
  symbol.definition = { kind: 'common', size, align };
  checkNotBoth(unit, symbol, at);
  symbol.type = 'object';
  symbol.place = placeOf(name, at);
});

/** Of weak symbols a linker takes any, of common ones the largest. */
function checkNotBoth(unit: Unit, { name, binding, definition }: Sym, at: Place): void {
  if (binding !== 'weak' || definition?.kind !== 'common') return;
  unit.report.error('weak-common', at, `\`${name}\` cannot be both weak and common`);
}

/** `.tls_common name, size, align`: space of which each thread has its own. */
const threadCommon: Directive = upTo(3, (unit, operands, at) => {
  const [name] = operands;
  if (common.reads === 'operands') common.run(unit, operands, at);
  const written = name && nameIn(unit, name, at);
  if (written) unit.symbols.named(written, at).type = 'tls';
});

/** `.weakref name, target`: another name for a symbol, which does not need to be there. */
const weakReference = withText((unit, text, at) => {
  const [name, target, excess] = splitAtCommas(text);
  if (!name) return missingAll(unit, at, '.weakref name, target');
  if (!target) return missing(unit, at, '.weakref name, target');
  if (excess) requireEnd(unit, excess, at);
  for (const each of [name, target]) if (!isSymbolName(unit, each)) return undefined;
  let symbol = unit.symbols.named(name.text, name);
  // What `.set` defined may be defined anew.
  if (symbol.definition && !isFinal(symbol)) symbol = unit.symbols.renewed(symbol, name);
  if (symbol.definition || symbol.aliasOf) {
    const message = `\`${name.text}\` is already defined`;
    return unit.report.error('already-defined', name, message);
  }
  const isNew = unit.symbols.find(target.text) === undefined;
  let seen: Sym | undefined = unit.symbols.named(target.text, target);
  const first = seen;
  while (seen) {
    if (seen === symbol) {
      const message = `\`${name.text}\` would be another name for itself`;
      return unit.report.error('already-defined', target, message);
    }
    seen = seen.aliasOf;
  }
  symbol.aliasOf = first;
  first.isWeaklyReferenced ||= isNew || symbol.isReferenced;
});

/** `.variant_cc symbol`: a function with a calling convention of its own; of one alone. */
const variant = withText((unit, text, at) => {
  const [, excess] = splitAtCommas(text);
  if (excess) return requireEnd(unit, excess, at);
  for (const symbol of symbolsIn(unit, text, at)) {
    symbol.isVariant = true;
    symbol.referenced = true;
  }
});

/** `.lcomm name, size`: space of this file, in `.bss`. */
const localCommon = upTo(2, (unit, [name, bytes], at) => {
  if (!name) return missingAll(unit, at, '.lcomm name, size');
  const written = nameIn(unit, name, at);
  const amount = numberOf(unit, bytes, at, 'the size');
  if (!written || amount === undefined) return missing(unit, at, '.lcomm name, size');
  const align =
    amount < LARGEST_LOCAL ? alignmentFor(amount + 1n, LARGEST_LOCAL) / 2n : LARGEST_LOCAL;
  reserve(unit, written, Number(amount), Number(align), at);
});

/** The alignments that GNU as chooses for room without one are at most these. */
const LARGEST_COMMON = 16n;
const LARGEST_LOCAL = 8n;

/** The least power of two that is no less than a size, within a limit. */
function alignmentFor(size: bigint, most: bigint): bigint {
  let align = 1n;
  while (align < size && align < most) align *= 2n;
  return align;
}

/** Space in `.bss` under a name: behind what the source puts there itself, in subsection 1. */
function reserve(unit: Unit, name: string, bytes: number, align: number, at: Place): void {
  const { section, previous } = unit;
  const { part } = section;
  const bss = unit.sectionNamed('.bss', { type: 'nobits', flags: 'aw', entrySize: 0 });
  unit.enter(bss, 1);
  if (align > 1) bss.stretch(new Alignment(align, ZEROS, 0, bss.current));
  bss.align = Math.max(bss.align, align);
  unit.label(name, at);
  const symbol = unit.symbols.named(name, at);
  symbol.type = 'object';
  symbol.size = { kind: 'integer', value: BigInt(bytes) };
  bss.append(new Uint8Array(bytes));
  unit.enter(section, part);
  unit.previous = previous;
}

/** Directives of this file. */
export const symbolDirectives: Directives = {
  '.globl': bind('global'),
  '.xdef': bind('global'),
  '.global': bind('global'),
  '.local': bind('local'),
  '.weak': bind('weak'),
  '.hidden': show('hidden'),
  '.internal': show('internal'),
  '.protected': show('protected'),
  '.type': type,
  '.size': size,
  '.equ': equate(false),
  '.set': equate(false),
  '.equiv': equate(true),
  '.eqv': equateAnew,
  '.lsym': equate(false),
  '.comm': common,
  '.common': common,
  '.xcom': common,
  '.tls_common': threadCommon,
  '.weakref': weakReference,
  '.variant_cc': variant,
  '.lcomm': localCommon,
};
