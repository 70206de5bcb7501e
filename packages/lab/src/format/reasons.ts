/** Why guests were left, how often each, and what each time cost: a row for each reason. */

import { type Costs, mergeCosts, summarize } from '../costs.ts';
import type { Reason, Service } from '../exits.ts';
import type { GuestReport, VmmReport } from '../report.ts';
import { count, countOrDot, range, sum } from './figures.ts';
import { pageWidth, paragraph, type Row, table, title, unbroken, widthOf } from './table.ts';

/** Reasons that occurred less often share one row, and are listed below the table. */
const RARE = 10;

const REMARK = 'how often, and the VMM instructions for each';

/** A reason, with the exits of all guests for it. */
interface Line extends Reason {
  /** How often, guest by guest. */
  readonly times: readonly number[];
  readonly costs: Costs;
}

export function privilegedInstructions({ guests }: VmmReport): string {
  const lines = linesOf(guests, 'instruction');
  const heading = title('Privileged instructions simulated', REMARK);
  if (lines.length === 0) return `${heading}\n\n${paragraph('No guest used one.')}`;
  const { median, mean, min, max } = summarize(mergeCosts(lines.map(({ costs }) => costs)));
  return [
    heading,
    '',
    reasonTable('instruction', guests, lines),
    '',
    paragraph(
      `To simulate one took the VMM ${count(median)} instructions in the middle, ` +
        `${count(mean)} on average, from ${count(min)} to ${count(max)}: counted from the trap ` +
        'out of the guest to the mret back, or until the processor waits.',
    ),
  ].join('\n');
}

export function otherExits({ guests }: VmmReport): string {
  const services: readonly Service[] = ['device', 'memory', 'reflection', 'interrupt'];
  const lines = services.flatMap((service) => linesOf(guests, service));
  return [
    title('Other reasons to leave a guest', REMARK),
    '',
    reasonTable('reason', guests, lines),
  ].join('\n');
}

/** The reasons of one service, the most expensive first. */
function linesOf(guests: readonly GuestReport[], service: Service): readonly Line[] {
  const exits = guests.flatMap((guest) => guest.exits.filter((exit) => exit.service === service));
  const names = new Set(exits.map(({ name }) => name));
  return [...names]
    .map((name) => lineOf(guests, { service, name }))
    .map((line) => ({ line, total: summarize(line.costs).total }))
    .sort((a, b) => b.total - a.total || (a.line.name < b.line.name ? -1 : 1))
    .map(({ line }) => line);
}

function lineOf(guests: readonly GuestReport[], { service, name }: Reason): Line {
  const costs = guests.map(
    ({ exits }) =>
      exits.find((exit) => exit.service === service && exit.name === name)?.costs ?? [],
  );
  const times = costs.map((each) => summarize(each).times);
  return { service, name, times, costs: mergeCosts(costs) };
}

/** A row for each reason; with a column for each guest, if the page is wide enough for them. */
function reasonTable(what: string, guests: readonly GuestReport[], lines: readonly Line[]): string {
  const rare = lines.filter((line) => sum(line.times) < RARE);
  const folded = rare.length > 1 ? rare : [];
  const draw = (columns: readonly GuestReport[]): string => {
    const row = (name: string, of: readonly Line[]): Row => {
      const { times, median, min, max, total } = summarize(
        mergeCosts(of.map((line) => line.costs)),
      );
      const each = columns.map((_, guest) => sum(of.map((line) => line.times[guest] ?? 0)));
      const cost = [count(median), range(min, max), count(total)];
      return [name, ...each.map(countOrDot), count(times), ...cost];
    };
    const often = lines.filter((line) => !folded.includes(line));
    const rows = often.map((line) => row(label(line), [line]));
    if (folded.length > 0) rows.push(row(`${folded.length} rare ones`, folded));
    const names = columns.map(({ name }) => name);
    return table([what, ...names, 'all', 'median', 'range', 'VMM total'], rows, row('all', lines));
  };
  const wide = draw(guests);
  const text = widthOf(wide) <= pageWidth ? wide : draw([]);
  if (folded.length === 0) return text;
  const list = folded
    .map((line) => unbroken(`${label(line)} ${count(sum(line.times))}`))
    .join(', ');
  return `${text}\n\n${paragraph(`Rare ones, fewer than ${RARE} times: ${list}.`)}`;
}

function label({ service, name }: Reason): string {
  if (service === 'device') return `device ${name}`;
  return service === 'reflection' ? `passed on: ${short(name)}` : name;
}

/** An exception's name, cut to what tells it from the others. */
const short = (exception: string): string =>
  exception
    .replace('environment call', 'ecall')
    .replace('store/AMO', 'store')
    .replace(/^instruction (?=page|access|address)/, 'fetch ');
