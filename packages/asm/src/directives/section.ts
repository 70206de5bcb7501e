/** Directives that choose the section. */

import { integerValue } from '../literal.ts';
import type { Section, SectionAttributes } from '../section.ts';
import type { Place } from '../source.ts';
import type { Unit } from '../unit.ts';
import {
  type Directive,
  type Directives,
  type Part,
  type RawText,
  splitAtCommas,
  unquoted,
  withText,
} from './directive.ts';

/** What a section's name alone says about it, where a directive does not [gABI, "special sections"]. */
// biome-ignore format: columns are the point.
const knownSections: readonly (readonly [string, SectionAttributes])[] = [
  ['.text',          { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.init',          { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.fini',          { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.data',          { type: 'progbits',      flags: 'aw',  entrySize: 0 }],
  ['.bss',           { type: 'nobits',        flags: 'aw',  entrySize: 0 }],
  ['.rodata',        { type: 'progbits',      flags: 'a',   entrySize: 0 }],
  ['.tdata',         { type: 'progbits',      flags: 'awT', entrySize: 0 }],
  ['.tbss',          { type: 'nobits',        flags: 'awT', entrySize: 0 }],
  ['.init_array',    { type: 'init_array',    flags: 'aw',  entrySize: 8 }],
  ['.fini_array',    { type: 'fini_array',    flags: 'aw',  entrySize: 8 }],
  ['.preinit_array', { type: 'preinit_array', flags: 'aw',  entrySize: 8 }],
  ['.note',          { type: 'note',          flags: '',    entrySize: 0 }],
];

const plain: SectionAttributes = { type: 'progbits', flags: '', entrySize: 0 };

/** `.text.start` has the attributes of `.text`. */
function attributesByName(name: string): SectionAttributes {
  const known = knownSections.find(([stem]) => name === stem || name.startsWith(`${stem}.`));
  return known?.[1] ?? plain;
}

/** `.section name, "flags", @type, entrySize`. */
function sectionOf(unit: Unit, text: RawText, at: Place): Section | undefined {
  const [name, flags, type, size] = splitAtCommas(text);
  if (!name || name.text === '') {
    unit.report.error('operand-count', at, 'a section needs a name', 'write .section .rodata');
    return undefined;
  }
  const byName = attributesByName(unquoted(name.text));
  const letters = flags ? flagsOf(unit, flags) : byName.flags;
  const kind = type ? typeOf(unit, type) : byName.type;
  if (letters === undefined || kind === undefined) return undefined;
  if (letters.includes('G') || (size && !/^\d/.test(size.text))) {
    const hint = 'leave out G, the group and comdat: then every object keeps its own copy';
    unit.report.error('section-group', at, 'section groups are not supported', hint);
    return undefined;
  }
  const entrySize = size ? Number(integerValue(size.text)) : byName.entrySize;
  return unit.sectionNamed(unquoted(name.text), { type: kind, flags: letters, entrySize });
}

function flagsOf(unit: Unit, { text, ...place }: Part): string | undefined {
  const letters = unquoted(text);
  if (text === letters || /[^awxMSTeG?]/.test(letters)) {
    const hint = 'a: in memory, w: writable, x: code, M: mergeable, S: strings, T: per thread';
    unit.report.error('section-flags', place, `${text} are no section flags`, hint);
    return undefined;
  }
  return letters;
}

const types = ['progbits', 'nobits', 'note', 'init_array', 'fini_array', 'preinit_array'];

function typeOf(unit: Unit, { text, ...place }: Part): string | undefined {
  const type = unquoted(text).replace(/^[@%]/, '');
  if (types.includes(type)) return type;
  const hint = `known are ${types.map((name) => `@${name}`).join(', ')}`;
  unit.report.error('section-type', place, `${text} is no section type`, hint);
  return undefined;
}

/** `.text` and its kin; a number after it, a subsection, must be 0. */
function standard(name: string): Directive {
  return withText((unit, { text, ...place }) => {
    if (text !== '' && text !== '0') {
      unit.report.error('subsection', place, 'subsections are not supported', 'use .section');
      return;
    }
    unit.enter(unit.sectionNamed(name, attributesByName(name)));
  });
}

/** Directives of this file. */
export const sectionDirectives: Directives = {
  '.text': standard('.text'),
  '.data': standard('.data'),
  '.bss': standard('.bss'),
  '.rodata': standard('.rodata'),
  '.section': withText((unit, text, at) => {
    const section = sectionOf(unit, text, at);
    if (section) unit.enter(section);
  }),
  '.pushsection': withText((unit, text, at) => {
    const { section: before, previous } = unit;
    const section = sectionOf(unit, text, at);
    if (!section) return;
    unit.sectionStack.push({ section: before, previous });
    unit.enter(section);
  }),
  '.popsection': withText((unit, _text, at) => {
    const saved = unit.sectionStack.pop();
    if (!saved) {
      return unit.report.error('stack-empty', at, '.popsection without a .pushsection before it');
    }
    unit.section = saved.section;
    unit.previous = saved.previous;
  }),
  '.previous': withText((unit) => unit.enter(unit.previous)),
};
