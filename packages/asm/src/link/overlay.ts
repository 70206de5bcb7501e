/**
 * `OVERLAY`: sections that take turns at one address, and are loaded one behind the other [ld §3.6.9].
 * It is a shorthand: for output sections, and for symbols that tell a program where each is loaded.
 */

import type {
  Assignment,
  ContentStatement,
  Expression,
  Fill,
  Named,
  OutputStatement,
  Range,
  SectionsStatement,
} from './script.ts';

/** What an overlay says. */
export interface Overlay extends Range {
  readonly address: Expression | undefined;
  readonly loadAddress: Expression | undefined;
  readonly subalign: Expression | undefined;
  readonly members: readonly Member[];
  readonly region: Named | undefined;
  readonly loadRegion: Named | undefined;
  readonly segments: readonly Named[];
  readonly fill: Fill | undefined;
}

/** One of its sections. */
interface Member extends Named {
  readonly contents: readonly ContentStatement[];
  readonly segments: readonly Named[];
  readonly fill: Fill | undefined;
}

/** The statements that an overlay stands for. */
export function overlayStatements(overlay: Overlay): SectionsStatement[] {
  const { members, region, loadRegion, subalign } = overlay;
  const [first] = members as [Member];
  return members.flatMap((member, i): SectionsStatement[] => {
    const before = members[i - 1];
    const section: OutputStatement = {
      ...{ kind: 'output', name: member.name, start: member.start, end: member.end },
      ...{ type: undefined, elfType: undefined, align: undefined, alignsWithInput: false },
      ...{ onlyIf: undefined, subalign, region, loadRegion, contents: member.contents },
      address: before ? about('ADDR', first) : overlay.address,
      loadAddress: loadRegion ? undefined : before ? endOf(before) : overlay.loadAddress,
      segments: member.segments.length > 0 ? member.segments : overlay.segments,
      fill: member.fill ?? overlay.fill,
      dotBehind: i === members.length - 1 ? largestEnd(members, first) : undefined,
    };
    return [
      section,
      provide(`__load_start_${wordOf(member)}`, about('LOADADDR', member)),
      provide(`__load_stop_${wordOf(member)}`, endOf(member)),
    ];
  });
}

function about(name: string, { name: section, start, end }: Named): Expression {
  return {
    kind: 'call',
    name,
    arguments: [{ kind: 'name', name: section, start, end }],
    start,
    end,
  };
}

/** Where a section ends where it is loaded. */
function endOf(member: Named): Expression {
  return sum(about('LOADADDR', member), about('SIZEOF', member));
}

function sum(left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator: '+', left, right, start: left.start, end: right.end };
}

/** Behind the largest of them. */
function largestEnd(members: readonly Named[], first: Named): Expression {
  const sizes = members.map((each) => about('SIZEOF', each));
  const largest = sizes.reduce((a, b) => ({
    ...{ kind: 'call', name: 'MAX', arguments: [a, b], start: a.start, end: b.end },
  }));
  return sum(about('ADDR', first), largest);
}

function provide(name: string, value: Expression): Assignment {
  const { start, end } = value;
  return { kind: 'assignment', name, value, provide: true, hidden: false, start, end };
}

/** The letters and digits of a section's name. */
function wordOf({ name }: Named): string {
  return name.replace(/\W/g, '');
}
