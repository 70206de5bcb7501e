/**
 * The linker: objects and a script → an executable.
 *
 *   load      objects, and the members of archives that they need    load.ts, input.ts
 *   resolve   which definition each global name means                symbol.ts
 *   place     which input section goes into which output section     place.ts, orphan.ts, gc.ts
 *   provide   symbols that the linker makes                          provided.ts
 *   lay out   addresses, sizes, the script's symbols                 layout.ts, evaluate.ts
 *   relax     shorter code where addresses are near, padding         relax.ts, align.ts
 *   segments  what is loaded together, file offsets                  segment.ts
 *   write     contents relocated, symbols, headers                   contents.ts, relocate.ts, executable.ts
 */

import { type Bits, headersSize, SHT_NOBITS, writeElf } from '@ireko/elf';
import type { Diagnostic } from '../diagnostic.ts';
import { matchesAny } from '../name-pattern.ts';
import type { Source } from '../text/source.ts';
import { settleAlignment } from './align.ts';
import { mergeAttributes } from './attributes.ts';
import { addBuildId, identify } from './build-id.ts';
import { allocateCommons } from './commons.ts';
import { defaultScript } from './default-script.ts';
import { joinFrames } from './eh-frame.ts';
import { PAGE_SIZE } from './evaluate.ts';
import { makeExecutable } from './executable.ts';
import { reachable } from './gc.ts';
import { GlobalOffsetTable } from './got.ts';
import type { InputSection } from './input.ts';
import { type Laid, type LayoutInput, layOut, relaxLayout } from './layout.ts';
import { fileNames, type LinkInput, loadObjects, widthOf } from './load.ts';
import { crossReference, mapText } from './map.ts';
import { memoryUsage } from './memory-usage.ts';
import { mergeSections } from './merge.ts';
import type { LinkOptions, ParsedScripts, SettledOptions } from './options.ts';
import { placeOrphans } from './orphan.ts';
import { type Item, isPresent, type OutputSection, typeOf } from './output.ts';
import { checkOverlaps } from './overlap.ts';
import { scriptedSegments } from './phdrs.ts';
import { allInputs, placeSections } from './place.ts';
import { DynamicSections } from './position-independent.ts';
import { type Bound, defineBounds, defineHeader, wantedBounds } from './provided.ts';
import { Relaxation } from './relax.ts';
import { Report } from './report.ts';
import { assignedNames, type Script } from './script.ts';
import { parseScript } from './script-parser.ts';
import { type ScriptFile, scriptSource } from './script-source.ts';
import { wrongTarget } from './script-target.ts';
import { sectionTable } from './section-table.ts';
import {
  type FilePlan,
  type Paging,
  placeInFile,
  planSegments,
  type SegmentPlan,
} from './segment.ts';
import { stackSegment } from './stack.ts';
import { globalAddress, resolveSymbols, type SymbolTable } from './symbol.ts';
import { targetOf } from './target.ts';
import { type Trace, traceOf } from './trace.ts';

export type { BuildId } from './build-id.ts';
export { defaultScript } from './default-script.ts';
export type { ObjectFile } from './input.ts';
export type { LinkInput } from './load.ts';
export type { LinkOptions, ParsedScripts } from './options.ts';
export type { ScriptFile } from './script-source.ts';
export type { Trace } from './trace.ts';

/** What a link makes. */
export interface Linked {
  /** The executable; undefined if anything is wrong that inhibits it. */
  readonly elf: Uint8Array | undefined;
  /** If it was asked for, and the link came as far as to lay out the sections. */
  readonly map: string | undefined;
  /** Who defines and uses each symbol, if it was asked for and there is no map to have it. */
  readonly crossReference: string | undefined;
  /** What garbage collection has left out. */
  readonly discarded: readonly Discarded[];
  /** How full the script's memory regions are, as `--print-memory-usage` tells it. */
  readonly memoryUsage: string;
  readonly trace: Trace;
  readonly diagnostics: readonly Diagnostic[];
}

/** A section that is not in the executable. */
export interface Discarded {
  readonly name: string;
  readonly object: string;
}

const NOTHING = {
  ...{ elf: undefined, map: undefined, crossReference: undefined },
  ...{ discarded: [], memoryUsage: '', trace: { files: [], symbols: [] } },
};

/**
 * Links objects, and what they need of archives, into an executable.
 * @param script one script or several, read one behind the other; GNU ld's default for a program
 *   without an operating system, if undefined.
 */
export function link(
  files: readonly LinkInput[],
  script: ScriptFile | readonly ScriptFile[] | undefined,
  options: LinkOptions = {},
): Linked {
  const report = new Report();
  const settled = { ...options, bits: options.bits ?? widthOf(files) };
  const read = readScript(script === undefined ? [] : [script].flat(), settled);
  if ('severity' in read) return { ...NOTHING, diagnostics: [read] };
  const made = make(files, read.source, read.script, settled, report);
  const isInhibited = options.inhibits === false ? report.isStuck : report.hasErrors;
  const elf = isInhibited ? undefined : made.elf;
  return { ...made, elf, diagnostics: report.diagnostics };
}

/** Scripts that only add to the default one (by `INSERT`, or symbols) leave it in force. */
function readScript(
  given: readonly ScriptFile[],
  options: SettledOptions,
): { readonly source: Source; readonly script: Script } | Diagnostic {
  const definitions = Object.entries(options.defsym ?? {}).map(([name, value]) => ({
    name: '--defsym',
    text: `${name} = ${value};`,
  }));
  const read = (scripts: readonly ScriptFile[]) => {
    const source = scriptSource(scripts, options.findScript);
    if ('severity' in source) return source;
    const script = parsedScript(source, options.parsedScripts);
    if ('severity' in script) return script;
    return wrongTarget(script, options.bits, source) ?? { source, script };
  };
  if (given.some(({ isAddition = false }) => !isAddition)) {
    const own = read([...definitions, ...given]);
    if ('severity' in own || own.script.insertions.length === 0) return own;
  }
  return read([...definitions, ...given, defaultScript(options)]);
}

/** A script is plain data that no link changes: what one has parsed serves the next. */
function parsedScript(source: Source, before: ParsedScripts | undefined): Script | Diagnostic {
  const known = before?.get(source.text);
  if (known !== undefined) return known;
  const parsed = parseScript(source);
  if ('diagnostic' in parsed) return parsed.diagnostic;
  before?.set(source.text, parsed.script);
  return parsed.script;
}

function make(
  files: readonly LinkInput[],
  source: Source,
  script: Script,
  options: SettledOptions,
  report: Report,
): Omit<Linked, 'diagnostics'> {
  const entryName = options.entry ?? script.entry;
  const required = options.required ?? [];
  const wanted = [...(options.wanted ?? []), ...required, ...script.wanted];
  const first = script.inputs.filter(({ isFirst }) => isFirst);
  const others = script.inputs.filter(({ isFirst }) => !isFirst);
  const named = entryName === undefined || isNumber(entryName) ? wanted : [entryName, ...wanted];
  const { objects, reasons } = loadObjects([...first, ...files, ...others], {
    ...{ bits: options.bits, find: options.find, report },
    ...{ wrap: new Set(options.wrap), wanted: named },
  });
  const symbols = resolveSymbols(objects, report, {
    ...{ wanted: named, first: options.scriptAfter === 0 ? assignedNames(script) : [] },
    multipleDefinitions: options.multipleDefinitions ?? false,
  });
  const isObject = options.relocatable ?? false;
  const commons = isObject && !options.placeCommons ? [] : allocateCommons(symbols);
  for (const name of required)
    if (symbols.get(name)?.definition === undefined)
      report.error('undefined-symbol', `nothing defines \`${name}\`, which must be defined`);
  if (objects.length === 0 && !report.isStuck)
    report.error('no-input', 'there are no objects to link');
  const trace = traceOf(fileNames(files), objects, options.traced);
  if (report.isStuck) return { ...NOTHING, trace };

  const dynamic =
    options.pie && !isObject ? new DynamicSections(options.bits, objects, symbols) : undefined;
  const got = new GlobalOffsetTable(options.bits);
  if (!isObject) got.makeSections(objects, symbols);
  const { buildId } = options;
  const note = buildId && addBuildId(objects, buildId);
  const inputs = mergeAttributes(allInputs(objects, commons));
  const sectionStarts = new Map(Object.entries(options.sectionStarts ?? {}));
  const items = placeSections(
    ...([script, inputs, sectionStarts, report, options.unique, options.sortSections] as const),
  );
  // By its name only .text counts as code, which may be changed with -N and never without, whatever is in it.
  if (!isObject)
    for (const each of items)
      if (each.kind === 'section' && each.name === '.text')
        each.isWritable = options.magic === 'omagic';
  const bounds = isObject ? new Map() : wantedBounds(items, symbols);
  const discarded = options.gcSections
    ? collect(items, inputs, symbols, bounds, [entryName ?? '_start', ...wanted])
    : [];
  const left = new Set(discarded);
  const rest = inputs.filter((each) => !left.has(each));
  const table = sectionTable(items);
  const isUnique = ({ section }: InputSection) =>
    options.uniqueOrphans || matchesAny(options.unique ?? [], section.name);
  placeOrphans(items, table, rest, options.orphans ?? 'place', report, isObject, isUnique);
  if (isObject || options.emitRelocations)
    for (const each of items) if (each.kind === 'section') each.isKept = true;
  if (!isObject) mergeSections(objects);
  got.addEntries(inputs);
  dynamic?.reserve(inputs, got);

  const sections = items.filter((each) => each.kind === 'section');
  if (!isObject)
    joinFrames(sections, (symbol, user) => {
      const relocation = { offset: 0, type: 0, symbol, addend: 0n };
      return targetOf(relocation, user, symbols)?.discarded ?? true;
    });
  const outputs = table.filter(isPresent);
  defineBounds(bounds.values(), outputs);
  const paging = {
    ...{ size: options.pageSize ?? PAGE_SIZE, isUsed: options.magic === undefined },
    loadsHeaders: /\bSIZEOF_HEADERS\b/.test(source.text),
  };
  const { bits } = options;
  const input = {
    ...{ bits, source, script, items, symbols, sectionStarts, report },
    pageSize: paging.size,
    stack: stackSegment(objects, options),
  };
  const { plan, laid } = isObject
    ? arrangeObject(input, outputs)
    : arrangeExecutable(input, inputs, outputs, paging, options);
  const checksOverlaps = !isObject && !report.isStuck && (options.checkSections ?? true);
  if (checksOverlaps) checkOverlaps(outputs, report);
  const { outputName = 'a.out' } = options.map ?? {};
  const map =
    options.map &&
    mapText({
      ...{ bits, objects, reasons, items, symbols, laid, outputName },
      filesBefore: options.scriptAfter ?? files.length,
      ...{ files: fileNames(files), hasCrossReference: options.crossReference ?? false },
    });
  const usage = memoryUsage(laid.regions);
  if (report.isStuck || !checkSize(plan, report))
    return { ...NOTHING, trace, map, memoryUsage: usage };
  if (!isObject) defineHeader(symbols, outputs, plan);
  dynamic?.fill(inputs, got, symbols, report);
  const mayLack = isObject && options.entry === undefined;
  const entry = findEntry(entryName, symbols, sections, mayLack ? new Report() : report);
  const file = makeExecutable({
    ...{ objects, outputs, planned: table, symbols, got, plan, entry, report, options },
  });
  const elf = writeElf(file);
  if (buildId && note) identify(elf, note, buildId, plan, report);
  return {
    ...{ elf, map, trace, memoryUsage: usage },
    crossReference:
      options.crossReference && !options.map
        ? `${crossReference(objects).join('\n')}\n`
        : undefined,
    discarded: discarded.map(({ section, object }) => ({
      name: section.name,
      object: object.name,
    })),
  };
}

/** Where all sections go and how they are loaded. */
interface Arrangement {
  readonly plan: FilePlan;
  readonly laid: Laid;
}

interface ArrangementInput extends Omit<LayoutInput, 'headersSize'> {
  readonly bits: Bits;
  readonly stack: SegmentPlan | undefined;
}

/** An object is not loaded, and each of its sections stands where there is room in the file. */
function arrangeObject(input: ArrangementInput, outputs: readonly OutputSection[]): Arrangement {
  const laid = layOut({ ...input, headersSize: headersSize(0, input.bits), isObject: true });
  return { plan: { segments: [], offsets: new Map(outputs.map((each) => [each, 0])) }, laid };
}

function arrangeExecutable(
  input: ArrangementInput,
  inputs: readonly InputSection[],
  outputs: readonly OutputSection[],
  paging: Paging,
  options: LinkOptions,
): Arrangement {
  const attributes = outputs.find((each) => each.name === '.riscv.attributes');
  const settle = (headers: number) => {
    const relaxation = new Relaxation(input.symbols, outputs, options.pie ?? false);
    const waiting = new Set(inputs);
    const laidOut = { ...input, headersSize: headers, report: new Report() };
    for (let round = 0; round < ROUNDS; round++) {
      if (round > 0) layOut(laidOut);
      if (options.relax ?? true)
        relaxLayout(laidOut, (each) => waiting.has(each) && relaxation.relax(each));
      for (const each of waiting) if (settleAlignment(each)) waiting.delete(each);
    }
  };
  const { plans, laid } = layOutForHeaders(input, outputs, attributes, paging, settle);
  return { plan: placeInFile(plans, outputs, attributes, paging, input.bits), laid };
}

/**
 * Less padding brings more within reach, so GNU ld relaxes once more what has no padding that a
 * further cut could spoil.
 */
const ROUNDS = 2;

/** Takes the sections that nothing reaches out of their places and returns them. */
function collect(
  items: readonly Item[],
  inputs: readonly InputSection[],
  symbols: SymbolTable,
  bounds: ReadonlyMap<string, Bound>,
  roots: readonly string[],
): InputSection[] {
  const reached = reachable(inputs, symbols, bounds, roots);
  const dropped = inputs.filter((each) => !reached.has(each));
  for (const item of items) {
    if (item.kind !== 'section') continue;
    const kept = item.contents.filter((each) => each.kind !== 'section' || reached.has(each.input));
    item.contents.splice(0, item.contents.length, ...kept);
  }
  for (const each of dropped) each.output = undefined;
  return dropped;
}

/**
 * Addresses may depend on how many program headers there are, and that depends on addresses.
 * @param settle takes out of sections what is not needed, once addresses are roughly known.
 */
function layOutForHeaders(
  input: ArrangementInput,
  outputs: readonly OutputSection[],
  attributes: OutputSection | undefined,
  paging: Paging,
  settle: (headersSize: number) => void,
): { readonly plans: readonly SegmentPlan[]; readonly laid: Laid } {
  const { script, stack } = input;
  const own = attributes === undefined ? 0 : 1;
  const layOutWith = (count: number) => {
    const report = new Report();
    const laid = layOut({ ...input, headersSize: headersSize(count + own, input.bits), report });
    const plans =
      script.segments === undefined
        ? [...planSegments(outputs, paging), ...(stack ? [stack] : [])]
        : scriptedSegments(script.segments, input, report);
    return { plans, laid, report };
  };
  const stable = (guess: number) => {
    let count = guess;
    let laidOut = layOutWith(count);
    for (let i = 0; i < MOST_GUESSES && laidOut.plans.length !== count; i++) {
      count = laidOut.plans.length;
      laidOut = layOutWith(count);
    }
    return { ...laidOut, count };
  };
  const { count } = stable(USUAL_SEGMENTS);
  settle(headersSize(count + own, input.bits));
  const { plans, laid, report } = stable(count);
  input.report.diagnostics.push(...report.diagnostics);
  return { plans, laid };
}

/** Code and data. */
const USUAL_SEGMENTS = 2;
const MOST_GUESSES = 3;

/** The entry's address. Where no entry is named, as in GNU ld: `start`, else the code's beginning. */
function findEntry(
  named: string | undefined,
  symbols: SymbolTable,
  sections: readonly OutputSection[],
  report: Report,
): bigint {
  const global = symbols.get(named ?? 'start');
  const address = global && globalAddress(global);
  if (address !== undefined) return address;
  if (named !== undefined && isNumber(named)) return BigInt(named);
  const code = sections.find((each) => each.name === '.text' && each.contents.length > 0);
  const start = code?.address ?? 0n;
  if (named !== undefined)
    report.warning(
      'entry',
      `there is no entry symbol \`${named}\`; the program starts at 0x${start.toString(16)}`,
      'declare it with .globl, or name another with ENTRY',
    );
  return start;
}

/** Whether an entry is an address rather than a symbol. */
function isNumber(entry: string): boolean {
  return /^(0x[\da-f]+|\d+)$/i.test(entry);
}

/** Larger files are a mistake in a script: a `.` moved too far inside of a section. */
const LARGEST_FILE = 2 ** 30;

/** Whether the file stays within reason. */
function checkSize({ offsets }: FilePlan, report: Report): boolean {
  for (const [section, offset] of offsets) {
    if (offset < 0) {
      report.error(
        'segment',
        `section ${section.name} at 0x${section.address.toString(16)} lies below the first section of its segment`,
        'list the sections of a segment in the order of their addresses',
      );
      return false;
    }
    const stored = typeOf(section) !== SHT_NOBITS;
    if (offset + (stored ? section.size : 0) <= LARGEST_FILE) continue;
    const size = `${section.size} bytes at offset ${offset}`;
    report.error(
      'too-large',
      `section ${section.name} would make the file larger than 1 GiB: ${size}`,
      'give sections that lie far apart in memory segments of their own',
    );
    return false;
  }
  return true;
}
