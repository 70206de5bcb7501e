/** Directives that choose the section. */

import { integerValue, textBytes, textOf } from '../text/literal.ts';
import type { Place } from '../text/source.ts';
import type { Section, SectionAttributes } from '../unit/section.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  numberOf,
  type Part,
  type RawText,
  splitAtCommas,
  unquoted,
  upTo,
  withNothing,
  withText,
} from './directive.ts';

/** What a section's name alone says about it, where a directive does not [gABI, "special sections"]. */
// biome-ignore format: columns are the point.
const knownSections: readonly (readonly [string, SectionAttributes])[] = [
  ['.text',           { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.init',           { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.fini',           { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.plt',            { type: 'progbits',      flags: 'ax',  entrySize: 0 }],
  ['.data',           { type: 'progbits',      flags: 'aw',  entrySize: 0 }],
  ['.data1',          { type: 'progbits',      flags: 'aw',  entrySize: 0 }],
  ['.persistent.bss', { type: 'nobits',        flags: 'aw',  entrySize: 0 }],
  ['.persistent',     { type: 'progbits',      flags: 'aw',  entrySize: 0 }],
  ['.gnu.linkonce.p', { type: 'progbits',      flags: 'aw',  entrySize: 0 }],
  ['.bss',            { type: 'nobits',        flags: 'aw',  entrySize: 0 }],
  ['.noinit',         { type: 'nobits',        flags: 'aw',  entrySize: 0 }],
  ['.gnu.linkonce.b', { type: 'nobits',        flags: 'aw',  entrySize: 0 }],
  ['.gnu.linkonce.n', { type: 'nobits',        flags: 'aw',  entrySize: 0 }],
  ['.rodata',         { type: 'progbits',      flags: 'a',   entrySize: 0 }],
  ['.rodata1',        { type: 'progbits',      flags: 'a',   entrySize: 0 }],
  ['.tdata',          { type: 'progbits',      flags: 'awT', entrySize: 0 }],
  ['.tbss',           { type: 'nobits',        flags: 'awT', entrySize: 0 }],
  ['.init_array',     { type: 'init_array',    flags: 'aw',  entrySize: 8 }],
  ['.fini_array',     { type: 'fini_array',    flags: 'aw',  entrySize: 8 }],
  ['.preinit_array',  { type: 'preinit_array', flags: 'aw',  entrySize: 8 }],
  ['.note.GNU-stack', { type: 'progbits',      flags: '',    entrySize: 0 }],
];

/** What link-time optimisation keeps for itself, strings of `.stabs`, and notes: any name that begins so. */
const excluded: SectionAttributes = { type: 'progbits', flags: 'e', entrySize: 0 };
const strings: SectionAttributes = { type: 'strtab', flags: '', entrySize: 0 };
const note: SectionAttributes = { type: 'note', flags: '', entrySize: 0 };

const plain: SectionAttributes = { type: 'progbits', flags: '', entrySize: 0 };

/** What these names say is said of no others that begin so. */
const alone: ReadonlySet<string> = new Set([
  ...['.init', '.fini', '.plt', '.data1', '.rodata1', '.persistent.bss', '.note.GNU-stack'],
]);

/** `.text.start` has the attributes of `.text`. */
function attributesByName(name: string): SectionAttributes {
  if (/^\.gnu\.(lto_|debuglto_)/.test(name)) return excluded;
  if (/^\.stab.*str$/.test(name)) return strings;
  const known = knownSections.find(
    ([stem]) => name === stem || (!alone.has(stem) && name.startsWith(`${stem}.`)),
  );
  return known?.[1] ?? (name.startsWith('.note') ? note : plain);
}

/** Takes the parts of a `.section` statement one by one. */
class Parts {
  readonly #parts: Part[];

  constructor(text: RawText) {
    this.#parts = splitAtCommas(text);
  }

  get next(): Part | undefined {
    return this.#parts[0];
  }

  take(): Part | undefined {
    return this.#parts.shift();
  }

  /** The next part if it has this form. */
  takeIf(pattern: RegExp): Part | undefined {
    return this.next && pattern.test(this.next.text) ? this.take() : undefined;
  }
}

/** A section that a statement names, and the subsection. */
interface Choice {
  readonly section: Section;
  readonly part: number;
}

/** What statements of a unit chose, by what they say: the same ones come again and again. */
const chosen = new WeakMap<Unit, Map<string, Choice>>();

/** As `sectionOf`, but read only once if nothing is wrong with it. */
function choose(unit: Unit, text: RawText, at: Place, mayHavePart = false): Choice | undefined {
  const known = chosen.get(unit) ?? new Map<string, Choice>();
  chosen.set(unit, known);
  const key = `${mayHavePart} ${text.text}`;
  const before = known.get(key);
  if (before) return before;
  const mistakes = unit.report.diagnostics.length;
  const choice = sectionOf(unit, text, at, mayHavePart);
  // With the flag `?` the group is that of the section before.
  const isAlways = unit.report.diagnostics.length === mistakes && !text.text.includes('?');
  if (choice && isAlways) known.set(key, choice);
  return choice;
}

/** `.section name, "flags", @type, entry size, linked-to symbol, group, comdat, unique, number`. */
function sectionOf(unit: Unit, text: RawText, at: Place, mayHavePart = false): Choice | undefined {
  const parts = new Parts(text);
  const written = parts.take();
  if (!written || written.text === '') {
    unit.report.error('operand-count', at, 'a section needs a name', 'write .section .rodata');
    return undefined;
  }
  if (!/^("(\\[\s\S]|[^"\\])*"|[^\s"]\S*)$/.test(written.text)) {
    const hint = 'flags stand in quotes behind a comma: .section .text.init, "ax"';
    unit.report.error('excess', written, `\`${written.text}\` is no section’s name`, hint);
    const [name = ''] = written.text.split(/[\s"]/);
    return { section: unit.sectionNamed(name, attributesByName(name)), part: 0 };
  }
  const name = plainText(written.text);
  const part = mayHavePart ? Number(parts.takeIf(/^\d+$/)?.text ?? 0) : 0;
  const attributes = attributesOf(unit, name, parts, at);
  if (!attributes) return undefined;
  const { given, key } = attributes;
  const known = unit.sections.get(key);
  if (!known && unit.symbols.find(name)?.definition?.kind === 'label') {
    const message = `\`${name}\` is the name of a label already`;
    unit.report.error('already-defined', written, message, 'choose another name for the section');
    return undefined;
  }
  if (known && given) requireSame(unit, known, attributes, at);
  return { section: unit.sectionNamed(name, attributes.attributes, key), part };
}

interface Described {
  readonly attributes: SectionAttributes;
  /** Flags or a type were written. */
  readonly given: { readonly flags: boolean; readonly type: boolean } | undefined;
  /** What tells it from other sections of the same name. */
  readonly key: string;
}

function attributesOf(unit: Unit, name: string, parts: Parts, at: Place): Described | undefined {
  const byName = attributesByName(name);
  const letters = parts.take();
  const flags = letters ? flagsOf(unit, letters) : { letters: byName.flags, number: 0 };
  if (!flags) return undefined;
  flags.letters = withUsual(flags.letters, byName.flags);
  const has = (letter: string) => flags.letters.includes(letter);
  const typed = parts.takeIf(/^[@%"]/);
  const type = typed ? typeOf(unit, typed) : byName.type;
  // Where entries have a size, they are addresses.
  let entrySize = byName.entrySize > 0 ? unit.addressSize : 0;
  if (has('M') || (flags.number & SHF_MERGE) !== 0) {
    const size = parts.takeIf(INTEGER);
    if (size) entrySize = Number(integerValue(size.text));
    else {
      unit.report.warning('entry-size', at, 'a mergeable section needs the size of its entries');
      flags.letters = flags.letters.replace('M', '');
    }
  }
  const link = has('o') ? parts.take() : undefined;
  const linked = link?.text;
  const linkedTo =
    linked !== undefined && /^\d/.test(linked) ? Number.parseInt(linked, 10) : linked;
  const behind = linked?.replace(/^\d+/, '');
  if (link && typeof linkedTo === 'number' && behind !== '') {
    const message = `\`${behind}\` is more than belongs behind a section’s number`;
    unit.report.error('excess', link, message);
    return undefined;
  }
  const group = groupOf(unit, name, flags.letters, parts, at);
  const info = has('d') ? parts.takeIf(INTEGER)?.text : undefined;
  const unique = parts.takeIf(/^unique$/) && parts.take()?.text;
  if (unique !== undefined && !isSectionId(unique)) {
    const message = `${unique} is no number of a section: 0…${LARGEST_ID}`;
    unit.report.error('section-type', at, message);
    return undefined;
  }
  const more = parts.next;
  if (more) {
    const message = `\`${more.text}\` is more than belongs here`;
    const hint =
      'write .section name, "flags", @type, then sizes and groups as the flags want them';
    unit.report.error('section-type', more, message, hint);
    return undefined;
  }
  if (has('d') && !has('a')) {
    const message = `${name} has the flag d, which is of sections in memory only`;
    unit.report.error('section-flags', at, message, 'add the flag a');
  }
  const isRetained = has('R') ? 'R' : '';
  return {
    attributes: {
      ...{
        type,
        flags: flags.letters,
        moreFlags: flags.number,
        entrySize,
        group,
        linkedTo,
        linkedAt: at,
      },
      ...(info !== undefined && { info: Number(info) }),
    },
    given: letters && { flags: letters !== undefined, type: typed !== undefined },
    key: [name, group?.name, linked, unique, isRetained, Number(info ?? 0) || '']
      .join('\0')
      .replace(/\0+$/, ''),
  };
}

/** The flags of a known name are there also where fewer are written, but not where others are. */
function withUsual(written: string, usual: string): string {
  const isOther = [...written].some(
    (letter) => 'awxMSTGo'.includes(letter) && !usual.includes(letter),
  );
  return isOther ? written : [...new Set(usual + written)].join('');
}

const SHF_MERGE = 0x10;
const INTEGER = /^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/;

/** What tells sections of one name apart: `unique, 1`. */
const LARGEST_ID = 0xffff_ffff;

function isSectionId(text: string): boolean {
  return INTEGER.test(text) && Number(integerValue(text)) <= LARGEST_ID;
}

function groupOf(
  unit: Unit,
  section: string,
  flags: string,
  parts: Parts,
  at: Place,
): SectionAttributes['group'] {
  if (!flags.includes('G')) return flags.includes('?') ? unit.section.attributes.group : undefined;
  const name = parts.take();
  if (!name) {
    unit.report.warning('section-group', at, 'the flag G needs the name of a group');
    return undefined;
  }
  const comdat = parts.takeIf(/^comdat$/) !== undefined || section.startsWith('.gnu.linkonce');
  return { name: plainText(name.text), comdat };
}

/** Letters, and numbers among them. */
function flagsOf(
  unit: Unit,
  { text, ...place }: Part,
): { letters: string; readonly number: number } | undefined {
  const hint =
    'a: in memory, w: writable, x: code, M: mergeable, S: strings, T: per thread, G: group';
  const letters = unquoted(text);
  if (text === letters) {
    const message = `\`${text}\` is not in quotes, and no section is chosen`;
    unit.report.error('section-flags', place, message, hint);
    return undefined;
  }
  const numbers = letters.match(/0[xX][0-9a-fA-F]+|\d+/g) ?? [];
  const rest = letters
    .replace(/0[xX][0-9a-fA-F]+|\d+/g, '')
    .replace(/ams?/, (x) => x.toUpperCase().replace('A', 'a'));
  if (/[^aowxMSTeGdR?]/.test(rest)) {
    unit.report.fatal('section-flags', place, `${text} are no section flags`, hint);
    return undefined;
  }
  return { letters: rest, number: numbers.map(Number).reduce((all, each) => all | each, 0) >>> 0 };
}

const types = ['progbits', 'nobits', 'note', 'init_array', 'fini_array', 'preinit_array'];

function typeOf(unit: Unit, { text, ...place }: Part): string {
  const [, sign = '', type = '', excess] =
    /^([@%]?)([\w.$]*)\s*(\S[\s\S]*)?$/.exec(unquoted(text)) ?? [];
  if (excess !== undefined) {
    const message = `\`${excess}\` is more than belongs behind ${sign}${type}`;
    unit.report.error('excess', { ...place, start: place.end - excess.length }, message);
  }
  if (types.includes(type) || /^\d/.test(type)) return type;
  const hint = `known are ${types.map((name) => `@${name}`).join(', ')}`;
  const message = `${text} is no section type, and @progbits is taken`;
  unit.report.warning('section-type', place, message, hint);
  return 'progbits';
}

/** A section that is named again must be described as it was. */
function requireSame(
  unit: Unit,
  known: Section,
  { attributes, given }: Described,
  at: Place,
): void {
  const [before, now] = [known.attributes, attributes];
  const sorted = (flags: string) => [...flags.replace(/[GR?]/g, '')].sort().join('');
  const isStandard = attributesByName(known.name) !== plain;
  if (given?.type && before.type !== now.type) {
    const message = `${known.name} was @${before.type} before, and cannot become @${now.type}`;
    unit.report[isStandard ? 'warning' : 'error']('section-type', at, message);
  }
  // Who gives flags and no type means one with contents.
  const losesContents = !isStandard && !given?.type && before.type === 'nobits';
  if (losesContents && now.flags.includes('a')) {
    const message = `${known.name} was @nobits before`;
    unit.report.error('section-type', at, message, 'write @nobits again, or leave the flags out');
  } else if (sorted(before.flags) !== sorted(now.flags)) {
    const message = `${known.name} has the flags "${before.flags}", and "${now.flags}" is ignored`;
    if (isStandard) {
      unit.report.warning('section-flags', at, message);
      return;
    }
    const problem = `${known.name} had the flags "${before.flags}" before, not "${now.flags}"`;
    unit.report.error('section-flags', at, problem, 'leave the flags out, or choose another name');
  } else if (now.moreFlags !== undefined && now.moreFlags !== before.moreFlags) {
    // Those of processors and operating systems may be other ones.
    known.attributes = { ...before, moreFlags: now.moreFlags };
  } else if (now.flags.includes('M') && before.entrySize !== now.entrySize) {
    unit.report.error(
      'entry-size',
      at,
      `entries of ${known.name} had ${before.entrySize} bytes before`,
    );
  }
}

/** A name, perhaps in quotes with escapes. */
function plainText(text: string): string {
  return text.startsWith('"') ? textOf(new Uint8Array(textBytes(text))) : text;
}

/** `.text` and its kin, with the number of a subsection. */
function standard(name: string): Directive {
  return upTo(name === '.bss' ? 0 : 1, (unit, [part], at) => {
    const number = numberOf(unit, part, at, 'the subsection');
    unit.enter(unit.sectionNamed(name, attributesByName(name)), Number(number ?? 0n));
  });
}

/** Directives of this file. */
export const sectionDirectives: Directives = {
  '.text': standard('.text'),
  '.data': standard('.data'),
  '.bss': standard('.bss'),
  ...Object.fromEntries(
    ['.section', '.section.s', '.sect', '.sect.s'].map((name) => [
      name,
      withText((unit, text, at) => {
        const choice = choose(unit, text, at);
        if (choice) unit.enter(choice.section, choice.part);
      }),
    ]),
  ),
  '.subsection': upTo(1, (unit, [part], at) => {
    const number = numberOf(unit, part, at, 'the subsection') ?? 0n;
    unit.enter(unit.section, Number(number));
  }),
  '.pushsection': withText((unit, text, at) => {
    const { section, previous } = unit;
    const { part } = section;
    const choice = choose(unit, text, at, true);
    if (!choice) return;
    unit.sectionStack.push({ section, part, previous });
    unit.enter(choice.section, choice.part);
  }),
  '.attach_to_group': withText((unit, { text, ...place }) => {
    const { section } = unit;
    if (text === '') unit.report.error('section-group', place, 'the name of a group is missing');
    else if (section.attributes.group) {
      const message = `${section.name} is in the group ${section.attributes.group.name} already`;
      unit.report.warning('section-group', place, message);
    } else {
      chosen.delete(unit);
      unit.attachToGroup(plainText(text));
    }
  }),
  '.previous': withNothing((unit) => unit.enter(unit.previous.section, unit.previous.part)),
};

/** `.popsection`: back to where `.pushsection` stood. */
export function popSection(unit: Unit, at: Place): void {
  const saved = unit.sectionStack.pop();
  if (!saved) {
    unit.report.warning('stack-empty', at, '.popsection without a .pushsection before it');
    return;
  }
  unit.section = saved.section;
  unit.section.enterPart(saved.part);
  unit.previous = saved.previous;
}
