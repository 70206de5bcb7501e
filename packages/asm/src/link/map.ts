/** The map file: what came from where and went where, in the format of GNU ld [ld §2.1 -Map]. */

import {
  type Bits,
  type Section,
  SHT_NULL,
  SHT_RELA,
  SHT_RISCV_ATTRIBUTES,
  SHT_STRTAB,
  SHT_SYMTAB,
  STB_LOCAL,
} from '@ireko/elf';
import { address, formatName } from '../tools/text.ts';
import { constantOf } from './evaluate.ts';
import { assertionText, assignmentText, expressionText, inputText } from './expression-text.ts';
import { inHashOrder } from './hash-order.ts';
import { addressAt, type InputObject, type InputSection, inputSection, sizeOf } from './input.ts';
import type { Laid } from './layout.ts';
import type { LoadedFile, Reason } from './load.ts';
import {
  type Content,
  fillBytes,
  type Item,
  inputsOf,
  isPresent,
  type OutputSection,
  type Placement,
} from './output.ts';
import type { Assertion, Assignment } from './script.ts';
import type { GlobalSymbol, SymbolTable } from './symbol.ts';
import { isDiscarded } from './target.ts';

/** What a map tells about. */
export interface MapInput {
  readonly objects: readonly InputObject[];
  /** Why members of archives are part of the program. */
  readonly reasons: readonly Reason[];
  /** The files of the command line, and how many of them stand there before the script. */
  readonly files: readonly LoadedFile[];
  readonly filesBefore: number;
  readonly outputName: string;
  readonly items: readonly Item[];
  readonly symbols: SymbolTable;
  readonly laid: Laid;
  readonly bits: Bits;
  readonly hasCrossReference: boolean;
}

const NAME_WIDTH = 16;
const INDENT = ' '.repeat(NAME_WIDTH);

/** Writes the map of a finished link. */
export function mapText(input: MapInput): string {
  const { files, filesBefore, outputName, items } = input;
  const writer = new MapWriter(input);
  const scripted = items.findLastIndex((each) => each.kind !== 'section' || each.statement) + 1;
  const lines = [
    ...reasonLines(input.reasons),
    ...commonLines(input.symbols),
    ...discardedLines(input.objects),
    ...memoryLines(input),
    ...['', 'Linker script and memory map', ''],
    ...loadLines(files.slice(0, filesBefore)),
    ...writer.itemLines(items.slice(0, scripted)),
    ...loadLines(files.slice(filesBefore)),
    `OUTPUT(${outputName} ${formatName(input.bits)})`,
    ...writer.itemLines(items.slice(scripted)),
    ...(input.hasCrossReference ? crossReference(input.objects) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function reasonLines(reasons: readonly Reason[]): string[] {
  if (reasons.length === 0) return [];
  const COLUMN = 30;
  return [
    ...['Archive member included to satisfy reference by file (symbol)', ''],
    ...reasons.flatMap(({ member, user, symbol }) => {
      const why = user === undefined ? `(${symbol})` : `${user} (${symbol})`;
      if (member.length < COLUMN - 1) return [`${member.padEnd(COLUMN)}${why}`];
      return [member, `${' '.repeat(COLUMN)}${why}`];
    }),
  ];
}

function commonLines(symbols: SymbolTable): string[] {
  const COLUMN = 20;
  const lines = inHashOrder(symbols.values()).flatMap(({ name, definition }) => {
    if (definition?.section?.section.name !== 'COMMON') return [];
    const size = `0x${definition.symbol.size.toString(16)}`;
    const where = `${size.padEnd(18)}${definition.object.name}`;
    if (name.length < COLUMN - 1) return [`${name.padEnd(COLUMN)}${where}`];
    return [name, `${' '.repeat(COLUMN)}${where}`];
  });
  const head = ['Allocating common symbols', 'Common symbol       size              file'];
  return lines.length === 0 ? [] : ['', ...head, '', ...lines];
}

/** Not sections of their own, or joined into the first. */
const TABLES = new Set([SHT_NULL, SHT_SYMTAB, SHT_STRTAB, SHT_RELA, SHT_RISCV_ATTRIBUTES]);

/** All sections that are not in the program: left out, replaced or not wanted. */
function discardedLines(objects: readonly InputObject[]): string[] {
  const isLeftOut = ({ placed }: InputObject, each: Section) => {
    const input = placed.get(each);
    return (input === undefined || isDiscarded(input)) && !TABLES.has(each.type) && !input?.keep;
  };
  const lines = objects.flatMap((object) =>
    object.file.sections
      .filter((each) => isLeftOut(object, each) && each.name !== '')
      .map((each) => inputLine(inputSection(object, each), 0n, each.size)),
  );
  return lines.length === 0 ? [] : ['', 'Discarded input sections', '', ...lines];
}

function memoryLines({ laid: { regions }, bits }: MapInput): string[] {
  const row = (name: string, origin: bigint, length: bigint, attributes: string) => {
    const start = `${name.padEnd(NAME_WIDTH)} ${padded(hex(origin, bits))}`;
    const end = hex(length, bits);
    return `${start} ${attributes === '' ? end : `${padded(end)} ${attributes}`}`;
  };
  return [
    ...['', 'Memory Configuration', ''],
    'Name             Origin             Length             Attributes',
    ...regions.map(({ name, origin, length, statement }) => {
      return row(name, origin, length, attributeLetters(statement?.attributes ?? ''));
    }),
    row('*default*', 0n, -1n, ''),
  ];
}

/** In the order in which GNU ld writes them. */
function attributeLetters(attributes: string): string {
  const [yes = '', no = ''] = attributes.toLowerCase().replace('i', 'l').split('!');
  const letters = (some: string) => [...'axrwl'].filter((each) => some.includes(each)).join('');
  return letters(yes) + (no === '' ? '' : `!${letters(no)}`);
}

function loadLines(files: readonly LoadedFile[]): string[] {
  return files.flatMap((each) =>
    typeof each === 'string' ? [`LOAD ${each}`] : ['START GROUP', ...loadLines(each), 'END GROUP'],
  );
}

/** The part that follows the script. */
class MapWriter {
  readonly #objects: readonly InputObject[];
  readonly #bits: Bits;
  readonly #values: Laid['values'];
  /** What gaps are filled with where the writer is. */
  #fill: readonly number[] = [];
  readonly #bySection: ReadonlyMap<InputSection | undefined, readonly GlobalSymbol[]>;

  constructor({ objects, bits, symbols, laid }: MapInput) {
    this.#bits = bits;
    this.#objects = objects;
    this.#values = laid.values;
    const defined = inHashOrder(symbols.values()).filter(
      ({ script, definition }) => script === undefined && definition?.section,
    );
    this.#bySection = Map.groupBy(defined, ({ definition }) => definition?.section);
  }

  itemLines(items: readonly Item[]): string[] {
    return items.flatMap((item) =>
      item.kind === 'section' ? this.#sectionLines(item) : [this.#statementLine(item)],
    );
  }

  #sectionLines(output: OutputSection): string[] {
    const { name, address, loadAddress, statement } = output;
    const inputs = inputsOf(output);
    if (statement === undefined && inputs.length === 0) return [];
    const load = loadAddress === address ? '' : ` load address ${this.#hex(loadAddress)}`;
    const isThere = inputs.length > 0 || output.contents.some(({ kind }) => kind !== 'fill');
    const head = isThere
      ? `${column(name)}${this.#hex(address)} ${width(output.size)}${load}`
      : name;
    const places = new Map(output.contents.map((each, i) => [each, output.placements[i]]));
    const stated = statement?.contents ?? [];
    this.#fill = output.fill;
    const lines = stated.flatMap((each) => {
      if (each.kind !== 'input') return this.#contentLines(each, places.get(each), output);
      const taken = output.contents.filter(
        (content) => content.kind === 'section' && content.statement === each,
      );
      if (output.name === '/DISCARD/') return [` ${inputText(each)}`];
      return [
        ` ${inputText(each)}`,
        ...taken.flatMap((content) => this.#contentLines(content, places.get(content), output)),
      ];
    });
    const orphans = output.contents.filter(
      (each) => each.kind === 'section' && each.statement === undefined,
    );
    return [
      ...['', head, ...lines],
      ...orphans.flatMap((each) => this.#contentLines(each, places.get(each), output)),
    ];
  }

  #contentLines(content: Content, place: Placement | undefined, output: OutputSection): string[] {
    const at = output.address + BigInt(place?.offset ?? 0);
    const gap = place?.gap;
    const bytes = hexBytes(this.#fill);
    const fill =
      gap === undefined
        ? []
        : [`${column(' *fill*')}${this.#hex(at - BigInt(gap))} ${width(gap)} ${bytes}`];
    switch (content.kind) {
      case 'section':
        return [...fill, ...this.#inputLines(content.input)];
      case 'data': {
        const { size, value } = content;
        const exact = `0x${(place?.value ?? 0n).toString(16)}`;
        const own = constantOf(value) !== undefined ? '' : ` ${expressionText(value)}`;
        return [`${INDENT}${this.#hex(at)} ${width(size)} ${DATA_NAMES[size]} ${exact}${own}`];
      }
      case 'fill': {
        const { fill: pattern } = content;
        this.#fill = pattern.kind === 'bytes' ? pattern.bytes : fillBytes(place?.value ?? 0n);
        return [` FILL mask 0x${hexBytes(this.#fill)}`];
      }
      default:
        return [this.#statementLine(content), ...fill];
    }
  }

  #inputLines(input: InputSection): string[] {
    const before = input.section.size;
    // What is elsewhere as a whole is listed as it was.
    const size = input.merged && sizeOf(input) === 0 ? before : sizeOf(input);
    const changed = before !== size && (input.merged !== undefined || isFrame(input));
    if (input.section.type === SHT_RISCV_ATTRIBUTES) return this.#attributesLines();
    return [
      inputLine(input, input.address, size),
      ...(changed ? [`${' '.repeat(NAME_WIDTH + 19)}${width(before)} (size before relaxing)`] : []),
      // Symbols in a section that is not in the file stand in another by then.
      ...(input.output && isPresent(input.output) ? this.#symbolLines(input) : []),
    ];
  }

  /** Those of all objects are joined into the first, and listed one behind the other. */
  #attributesLines(): string[] {
    let next = 0;
    return this.#objects.flatMap((object) =>
      object.sections.flatMap((each) => {
        if (each.section.type !== SHT_RISCV_ATTRIBUTES) return [];
        const at = next;
        next += each.section.size;
        return [inputLine(each, BigInt(at), each.section.size)];
      }),
    );
  }

  #symbolLines(input: InputSection): string[] {
    const symbols = (this.#bySection.get(input) ?? []).map(({ name, definition }) => ({
      name,
      address: addressAt(input, definition?.symbol.value ?? 0n),
    }));
    symbols.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    return symbols.map(({ name, address }) => `${INDENT}${this.#hex(address)}${INDENT}${name}`);
  }

  #statementLine(statement: Assignment | Assertion): string {
    const value = this.#values.get(statement);
    const isProvide = statement.kind === 'assignment' && statement.provide;
    const missing = isProvide ? '[!provide]' : '*undef*';
    const text =
      statement.kind === 'assertion' ? assertionText(statement) : assignmentText(statement);
    return `${INDENT}${padded(value === undefined ? missing : this.#hex(value))}${INDENT}${text}`;
  }

  #hex(value: bigint): string {
    return hex(value, this.#bits);
  }
}

function hexBytes(bytes: readonly number[]): string {
  return bytes.map((each) => each.toString(16).padStart(2, '0')).join('');
}

const DATA_NAMES = { 1: 'BYTE', 2: 'SHORT', 4: 'LONG', 8: 'QUAD' } as const;

function isFrame({ section: { name } }: InputSection): boolean {
  return name === '.eh_frame';
}

function inputLine({ section, object }: InputSection, address: bigint, size: number): string {
  return `${column(` ${section.name}`)}${hex(address, object.bits)} ${width(size)} ${object.name}`;
}

/** `--cref`: who defines each symbol, has it as a common one, and uses it. */
export function crossReference(objects: readonly InputObject[]): string[] {
  const COLUMN = 50;
  const users = new Map<string, { readonly file: string; readonly rank: number }[]>();
  for (const { name: file, symbols } of objects.toReversed())
    for (const { name, section, binding } of symbols) {
      if (binding === STB_LOCAL) continue;
      const rank = section === 'undefined' ? 2 : section === 'common' ? 1 : 0;
      users.set(name, [...(users.get(name) ?? []), { file, rank }]);
    }
  const names = [...users.keys()].sort();
  const head = `${'Symbol'.padEnd(COLUMN)}File`;
  return [
    ...['', 'Cross Reference Table', '', head],
    ...names.flatMap((name) => {
      const files = (users.get(name) ?? []).sort((a, b) => a.rank - b.rank);
      const first = name.length < COLUMN ? name : `${name}\n`;
      return files.map(({ file }, i) => {
        if (i > 0) return `${' '.repeat(COLUMN)}${file}`;
        return `${name.length < COLUMN ? first.padEnd(COLUMN) : first + ' '.repeat(COLUMN)}${file}`;
      });
    }),
  ];
}

/** A name in its column; a long one takes a line of its own. */
function column(name: string): string {
  return name.length < NAME_WIDTH - 1 ? name.padEnd(NAME_WIDTH) : `${name}\n${INDENT}`;
}

function hex(value: bigint, bits: Bits): string {
  return `0x${address(value, { bits })}`;
}

/** A number in its column, which is as wide as addresses of 64 bits. */
function padded(text: string): string {
  return text.padEnd('0x'.length + 16);
}

function width(size: number): string {
  return `0x${size.toString(16)}`.padStart(10);
}
