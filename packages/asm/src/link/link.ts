/**
 * The linker: objects and a script → an executable.
 *
 *   load      objects, and the members of archives that they need    load.ts, input.ts
 *   resolve   which definition each global name means                symbol.ts
 *   place     which input section goes into which output section     place.ts, orphan.ts, gc.ts
 *   lay out   addresses, sizes, the script's symbols                 layout.ts, evaluate.ts
 *   relax     shorter code where addresses are near, padding         relax.ts, align.ts
 *   segments  what is loaded together, file offsets                  segment.ts
 *   write     contents relocated, symbols, headers                   contents.ts, relocate.ts, executable.ts
 */

import { headersSize, SHT_NOBITS, writeElf } from '@ireko/elf';
import type { Diagnostic } from '../diagnostic.ts';
import { Source } from '../source.ts';
import { settleAlignment } from './align.ts';
import { mergeAttributes } from './attributes.ts';
import { DEFAULT_SCRIPT } from './default-script.ts';
import { makeExecutable } from './executable.ts';
import { reachable } from './gc.ts';
import type { InputSection } from './input.ts';
import { type LayoutInput, layOut, type Region, relaxLayout } from './layout.ts';
import { type FindFile, type LinkInput, loadObjects } from './load.ts';
import { mapText } from './map.ts';
import { mergeSections } from './merge.ts';
import { placeOrphans } from './orphan.ts';
import { type Item, isPresent, type OutputSection, typeOf } from './output.ts';
import { scriptedSegments } from './phdrs.ts';
import { allInputs, placeSections } from './place.ts';
import { Relaxation } from './relax.ts';
import { Report } from './report.ts';
import type { Script } from './script.ts';
import { parseScript } from './script-parser.ts';
import { type FilePlan, placeInFile, planSegments, type SegmentPlan } from './segment.ts';
import { globalAddress, globalSymbol, resolveSymbols, type SymbolTable } from './symbol.ts';

export type { ObjectFile } from './input.ts';
export type { LinkInput } from './load.ts';

/** A linker script by the name that messages call it. */
export interface ScriptFile {
  readonly name: string;
  readonly text: string;
}

/** What can be asked of a link. */
export interface LinkOptions {
  /** Symbol or address at which execution begins; the script's `ENTRY` if absent. */
  readonly entry?: string;
  /** Symbols and their values, as `--defsym` gives them. */
  readonly defsym?: Readonly<Record<string, bigint>>;
  /** Finds a file that a script names in `INPUT` or `GROUP`: `libc.a`, or `-lc` for it. */
  readonly find?: FindFile;
  /** Shorten code that `as` has marked as fit for it; done unless false. */
  readonly relax?: boolean;
  /** Leave out sections that the program cannot reach. */
  readonly gcSections?: boolean;
  /** Also write the map file. */
  readonly map?: boolean;
}

/** What a link makes. */
export interface Linked {
  /** The executable; undefined if anything is wrong. */
  readonly elf: Uint8Array | undefined;
  readonly map: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Links objects, and what they need of archives, into an executable.
 * @param script GNU ld's default for a program without an operating system, if undefined.
 */
export function link(
  files: readonly LinkInput[],
  script: ScriptFile | undefined,
  options: LinkOptions = {},
): Linked {
  const report = new Report();
  const source = new Source(script?.name ?? 'default script', script?.text ?? DEFAULT_SCRIPT);
  const parsed = parseScript(source);
  if ('diagnostic' in parsed) {
    return { elf: undefined, map: undefined, diagnostics: [parsed.diagnostic] };
  }
  const made = make(files, source, parsed.script, options, report);
  const elf = report.hasErrors ? undefined : made.elf;
  return { elf, map: made.map, diagnostics: report.diagnostics };
}

function make(
  files: readonly LinkInput[],
  source: Source,
  script: Script,
  options: LinkOptions,
  report: Report,
): { readonly elf: Uint8Array | undefined; readonly map: string | undefined } {
  const objects = loadObjects([...files, ...script.inputs], options.find, report);
  const { symbols, commons } = resolveSymbols(objects, report);
  for (const [name, address] of Object.entries(options.defsym ?? {}))
    globalSymbol(symbols, name).script = { address, output: undefined, hidden: false };
  if (objects.length === 0 && !report.hasErrors)
    report.error('no-input', 'there are no objects to link');
  if (report.hasErrors) return { elf: undefined, map: undefined };

  const inputs = mergeAttributes(allInputs(objects, commons));
  const entryName = options.entry ?? script.entry;
  const items = placeSections(script, inputs);
  placeOrphans(items, inputs);
  const discarded = options.gcSections
    ? collect(items, inputs, symbols, entryName ?? '_start')
    : [];
  mergeSections(objects);

  const outputs = items.filter(
    (each): each is OutputSection => each.kind === 'section' && isPresent(each),
  );
  const attributes = outputs.find((each) => each.name === '.riscv.attributes');
  const input = { source, script, items, symbols, report };
  const settle = (headers: number) => {
    const relaxation = new Relaxation(symbols, outputs);
    const waiting = new Set(inputs);
    for (let round = 0; round < ROUNDS; round++) {
      if (options.relax ?? true)
        relaxLayout(
          { ...input, headersSize: headers },
          (each) => waiting.has(each) && relaxation.relax(each),
        );
      for (const each of waiting) if (settleAlignment(each)) waiting.delete(each);
    }
  };
  const { plans, regions } = layOutForHeaders(input, outputs, attributes, settle);
  const plan = placeInFile(plans, outputs, attributes);
  if (!checkSize(plan, report)) return { elf: undefined, map: undefined };
  const entry = findEntry(entryName, symbols, outputs, report);
  const file = makeExecutable({ objects, outputs, symbols, plan, entry, report });
  const map = options.map ? mapText(regions, items, symbols, discarded) : undefined;
  return { elf: report.hasErrors ? undefined : writeElf(file), map };
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
  entry: string,
): InputSection[] {
  const reached = reachable(inputs, symbols, [entry]);
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
  input: Omit<LayoutInput, 'headersSize'>,
  outputs: readonly OutputSection[],
  attributes: OutputSection | undefined,
  settle: (headersSize: number) => void,
): { readonly plans: readonly SegmentPlan[]; readonly regions: readonly Region[] } {
  const { source, script } = input;
  const own = attributes === undefined ? 0 : 1;
  const layOutWith = (count: number, report: Report) => {
    const regions = layOut({ ...input, headersSize: headersSize(count + own), report });
    const plans =
      script.segments === undefined
        ? planSegments(outputs)
        : scriptedSegments(script.segments, outputs, source, report);
    return { plans, regions };
  };
  const guess = layOutWith(1, new Report());
  const better = layOutWith(guess.plans.length, new Report());
  settle(headersSize(better.plans.length + own));
  const settled = layOutWith(better.plans.length, new Report());
  return layOutWith(settled.plans.length, input.report);
}

/** The entry's address. Where no entry is named, as in GNU ld: `start`, else the code's beginning. */
function findEntry(
  named: string | undefined,
  symbols: SymbolTable,
  outputs: readonly OutputSection[],
  report: Report,
): bigint {
  const global = symbols.get(named ?? 'start');
  const address = global && globalAddress(global);
  if (address !== undefined) return address;
  if (named !== undefined && /^(0x[\da-f]+|\d+)$/i.test(named)) return BigInt(named);
  const start = outputs.find((each) => each.name === '.text')?.address ?? 0n;
  if (named !== undefined)
    report.warning(
      'entry',
      `there is no entry symbol \`${named}\`; the program starts at 0x${start.toString(16)}`,
      'declare it with .globl, or name another with ENTRY',
    );
  return start;
}

/** Larger files are a mistake in a script: a `.` moved too far inside of a section. */
const LARGEST_FILE = 2 ** 30;

/** Whether the file stays within reason. */
function checkSize({ offsets }: FilePlan, report: Report): boolean {
  for (const [section, offset] of offsets) {
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
