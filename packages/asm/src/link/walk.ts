/** One walk through the script, in which each section gets its address, load address and size. */

import { SHF_ALLOC } from '@ireko/elf';
import { alignUp, type DataSegment, wrap } from './evaluate.ts';
import { type InputSection, sizeOf as sectionSize } from './input.ts';
import type { Laid, LayoutInput } from './layout.ts';
import { LoadAddresses } from './load-address.ts';
import { type Region, Regions, regionsOf } from './memory-region.ts';
import {
  type Content,
  fillBytes,
  flagsOf,
  inputsOf,
  isAllocated,
  isPresent,
  isRigid,
  type OutputSection,
  type Placement,
  reserveRoom,
  type SectionContent,
} from './output.ts';
import type { Report } from './report.ts';
import type { Assertion, Assignment, Fill, Named } from './script.ts';
import { type Position, ScriptValues } from './script-values.ts';
import { isThreadLocalZeros } from './tls.ts';

/** Alignments are less than two to the power of this. */
const ALIGNMENT_BITS = 32;

/** One walk through the script. */
export class Walk implements Laid {
  readonly #input: LayoutInput;
  readonly #regions: Regions;
  readonly #loads: LoadAddresses;
  readonly #position: Position = { dot: 0n, item: 0, section: undefined };
  readonly #script: ScriptValues;
  /** Names of regions that nothing declares, as far as they were reported. */
  readonly #missing = new Set<Named>();

  constructor(input: LayoutInput, alignsToPage = false) {
    this.#input = input;
    const { regions, aliases } = input.script;
    this.#regions = new Regions(aliases);
    this.#script = new ScriptValues(input, this.#regions, this.#position, alignsToPage);
    this.#loads = new LoadAddresses(this.#regions, (named) => this.#namedRegion(named));
    for (const statement of regions) {
      const origin = this.#script.address(statement.origin);
      this.#regions.add(statement, origin, this.#script.address(statement.length));
    }
  }

  get regions(): readonly Region[] {
    return this.#regions.all;
  }

  get values(): ReadonlyMap<Assignment | Assertion, bigint> {
    return this.#script.all;
  }

  /** What is wrong, as far as this walk knows. */
  get report(): Report {
    return this.#script.report;
  }

  get dataSegment(): DataSegment {
    return this.#script.dataSegment;
  }

  run(): void {
    for (const [at, item] of this.#input.items.entries()) {
      this.#position.item = at;
      if (item.kind === 'assignment') this.#script.assign(item);
      else if (item.kind === 'assertion') this.#script.assert(item);
      else if (item.name !== '/DISCARD/') this.#placeOutput(item);
    }
  }

  #placeOutput(output: OutputSection): void {
    const active = isPresent(output) || output.contents.some((each) => each.kind === 'assignment');
    const { statement } = output;
    const region = this.#regionOf(output);
    output.region = region.name;
    const loadRegion = this.#loads.enter(output);
    const position = this.#position;
    const given = statement?.address && this.#script.address(statement.address);
    if (!active) {
      this.#placeEmpty(output, given ?? (region.statement ? region.next : position.dot));
      return;
    }
    const before = output.address;
    output.align = this.#alignOf(output);
    const isOwnFile = statement === undefined && (!isAllocated(output) || this.#input.isObject);
    const unaligned = given ?? (isOwnFile ? 0n : region.next);
    // A place that the script gives holds even if what stands there asks for more alignment.
    const askedAlign = this.#askedAlign(output);
    const align = given === undefined ? output.align : askedAlign;
    position.dot = alignUp(unaligned, BigInt(align));
    const skipped = position.dot - unaligned;
    output.address = wrap(position.dot);

    position.section = output;
    const subalign = statement?.subalign && this.#script.evaluate(statement.subalign).number;
    moveInputs(output, output.address - before);
    if (mayMoveWhole(output, output.address - before))
      position.dot = output.address + BigInt(output.size);
    else output.placements = this.#placeContents(output, subalign);
    output.fill = statement?.fill === undefined ? [] : this.#fillBytes(statement.fill);
    position.section = undefined;
    output.size = Number(position.dot - output.address);
    reserveRoom(output);

    if (statement?.dotBehind !== undefined)
      position.dot = this.#script.address(statement.dotBehind);
    const load = statement?.loadAddress && this.#script.address(statement.loadAddress);
    const filled = this.#loads.place(
      { output, region, given: load, align, skipped, askedAlign },
      loadRegion,
    );
    if (filled !== undefined) this.#checkRegion(output, filled, filled.next);
    if (isThreadLocalZeros(output)) position.dot = output.address;
    if (!takesMemory(output)) return;
    region.next = position.dot;
    if (isPresent(output)) this.#script.hasPlaced(output);
    this.#checkRegion(output, region, position.dot);
  }

  /** A section that is not in the file has an address all the same, as symbols may be in it; nothing follows from it. */
  #placeEmpty(output: OutputSection, unaligned: bigint): void {
    const inputs = inputsOf(output);
    const align = inputs.length === 0 ? 1 : this.#alignOf(output);
    output.address = output.loadAddress = wrap(alignUp(unaligned, BigInt(align)));
    for (const input of inputs) input.address = output.address;
  }

  /** Places inputs by plain numbers, counted from the section's start: there are many. */
  #placeContents(output: OutputSection, subalign: bigint | undefined): readonly Placement[] {
    const { address } = output;
    const position = this.#position;
    const start = Number(BigInt.asUintN(ALIGNMENT_BITS, address));
    let at = 0;
    const before = isLaidOut(output) ? output.placements : [];
    const gapAt = (i: number, bytes: number) =>
      bytes > 0 || before[i]?.gap !== undefined ? bytes : undefined;
    const placements = output.contents.map((content, i) => {
      const end = at;
      if (content.kind === 'section') {
        const { input } = content;
        this.#input.relax?.(input);
        const align = subalign === undefined ? input.section.align : Number(subalign);
        const aligns = align > 1 && !isUsedUp(input);
        if (aligns) at = Math.ceil((start + at) / align) * align - start;
        input.address = wrap(address + BigInt(at));
        const offset = at;
        at += sectionSize(input);
        return { offset, value: 0n, gap: gapAt(i, offset - end) };
      }
      position.dot = address + BigInt(at);
      const value = this.#walkStatement(content);
      const offset = Number(position.dot - address);
      at = offset + (content.kind === 'data' ? content.size : 0);
      return { offset, value, gap: gapAt(i, offset - end) };
    });
    position.dot = address + BigInt(at);
    return placements;
  }

  /** A statement between the inputs of a section; returns what it is to write. */
  #walkStatement(content: Exclude<Content, SectionContent>): bigint {
    if (content.kind === 'data') return this.#script.data(content.value);
    if (content.kind === 'assignment') this.#script.assign(content);
    else if (content.kind === 'assertion') this.#script.assert(content);
    else if (content.fill.kind === 'expression')
      return this.#script.evaluate(content.fill.value).number;
    return 0n;
  }

  #fillBytes(fill: Fill): readonly number[] {
    return fill.kind === 'bytes' ? fill.bytes : fillBytes(this.#script.evaluate(fill.value).number);
  }

  /** The largest alignment that anything in the section asks for. */
  #alignOf(output: OutputSection): number {
    const { statement, contents } = output;
    const asked = this.#askedAlign(output);
    const subalign =
      statement?.subalign && Number(this.#script.evaluate(statement.subalign).number);
    if (isLaidOut(output) && isRigid(output) && !statement?.align && !statement?.subalign)
      return output.align;
    let most = asked;
    for (const each of contents)
      if (each.kind === 'section' && !isUsedUp(each.input))
        most = Math.max(most, subalign ?? each.input.section.align);
    return most;
  }

  /** What `ALIGN` behind an output section's name asks for. */
  #askedAlign({ statement }: OutputSection): number {
    if (statement?.align === undefined) return 1;
    return Number(this.#script.evaluate(statement.align).number);
  }

  #regionOf(output: OutputSection): Region {
    const { region, loadRegion } = regionsOf(output);
    const named = region ?? loadRegion;
    if (named !== undefined) return this.#namedRegion(named) ?? this.#regions.anywhere;
    if (output.statement?.address !== undefined || !isAllocated(output))
      return this.#regions.anywhere;
    return this.#regions.accepting(flagsOf(output));
  }

  #namedRegion(named: Named): Region | undefined {
    const region = this.#regions.find(named.name);
    if (region === undefined && !this.#missing.has(named)) {
      this.#missing.add(named);
      this.#script.fail(named, `there is no memory region \`${named.name}\``);
    }
    return region;
  }

  #checkRegion(output: OutputSection, region: Region, end: bigint): void {
    const over = end - (region.origin + region.length);
    if (over <= 0n || region.statement === undefined) return;
    this.#script.fail(
      output.statement ?? region.statement,
      `section ${output.name} does not fit: region \`${region.name}\` of ${region.length} bytes is exceeded by ${over} bytes`,
    );
  }
}

/** Whether it takes memory of its region; of one that is not there, an empty section may ask for it. */
function takesMemory(output: OutputSection): boolean {
  if (isPresent(output)) return isAllocated(output);
  return inputsOf(output).some(({ section }) => (section.flags & SHF_ALLOC) !== 0);
}

/** All that it held is elsewhere: it does not ask for its alignment any more. */
function isUsedUp({ merged, data }: InputSection): boolean {
  return merged !== undefined && data.length === 0;
}

/**
 * Keeps what a section holds as far from its start as at the walk before: so relaxation sees what is not
 * yet placed anew, as with GNU ld.
 */
function moveInputs(output: OutputSection, distance: bigint): void {
  if (distance === 0n) return;
  for (const input of inputsOf(output)) input.address = wrap(input.address + distance);
}

/** Whether what a section holds stands as far from its start as at the walk before. */
function mayMoveWhole(output: OutputSection, distance: bigint): boolean {
  if (!isLaidOut(output) || !isRigid(output) || output.statement?.subalign) return false;
  return distance % BigInt(output.align) === 0n;
}

/** Whether a walk has placed its contents before. */
function isLaidOut({ placements, contents }: OutputSection): boolean {
  return contents.length > 0 && placements.length === contents.length;
}
