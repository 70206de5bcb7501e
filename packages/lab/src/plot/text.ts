/** A figure as text, for a terminal: a letter for each point, dots for the lines between them. */

import { type Axis, type Curve, type Figure, marks, place } from './figure.ts';

/** The size of the area of the curves, in characters. */
export interface TextSize {
  readonly columns?: number;
  readonly rows?: number;
}

const BLANK = ' ';
const LINE = '·';

/** The letter of a curve: the first is `a`. */
const letter = (index: number): string => String.fromCharCode('a'.charCodeAt(0) + index);

/**
 * Draws a figure. Where points of several curves fall on one character, the first curve's is seen.
 * @returns lines of at most `columns` + 8 characters or the length of the longest name.
 */
export function textPlot(figure: Figure, { columns = 64, rows = 20 }: TextSize = {}): string {
  const { title, x, y, curves } = figure;
  const area = Array.from({ length: rows }, () => Array<string>(columns).fill(BLANK));
  const draw = (fromLeft: number, fromBottom: number, character: string, over: string) => {
    const line = area[rows - 1 - Math.round(fromBottom * (rows - 1))];
    const column = Math.round(fromLeft * (columns - 1));
    if (line?.[column] !== undefined && over.includes(line[column])) line[column] = character;
  };
  for (const curve of curves)
    for (const [left, height] of between(x, y, curve, columns)) draw(left, height, LINE, BLANK);
  for (const [index, { points, model }] of curves.entries())
    if (!model)
      for (const [at, value] of points)
        draw(place(x, at), place(y, value), letter(index), BLANK + LINE);

  const scale = new Map(marks(y).map(({ at, text }) => [Math.round(at * (rows - 1)), text]));
  const margin = Math.max(...[...scale.values()].map(({ length }) => length));
  const lines = area.map((line, index) => {
    const mark = scale.get(rows - 1 - index);
    return `${(mark ?? '').padStart(margin)} ${mark === undefined ? '│' : '┤'}${line.join('')}`;
  });
  return [
    title,
    '',
    `${BLANK.repeat(margin)} ${y.label}`,
    ...lines,
    `${BLANK.repeat(margin)} └${'─'.repeat(columns)}`,
    `${BLANK.repeat(margin + 2)}${scaleOf(x, columns)}`,
    `${BLANK.repeat(margin + 2)}${x.label.padStart(columns)}`,
    ...curves.map(({ name, model }, index) => `  ${model ? LINE : letter(index)}  ${name}`),
    '',
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The line through a curve's points, a place for each column. */
function between(
  x: Axis,
  y: Axis,
  { points }: Curve,
  columns: number,
): (readonly [number, number])[] {
  return Array.from({ length: columns }, (_, column) => column / (columns - 1)).flatMap((left) => {
    const index = points.findIndex(([at]) => place(x, at) >= left);
    const [after, before] = [points[index], points[index - 1]];
    if (after === undefined || before === undefined) return [];
    const [from, to] = [place(x, before[0]), place(x, after[0])];
    const part = (left - from) / (to - from);
    return [[left, place(y, before[1] + part * (after[1] - before[1]))] as const];
  });
}

/** The texts of a horizontal axis's marks, each ending below its place. */
function scaleOf(axis: Axis, columns: number): string {
  let line = '';
  for (const { at, text } of marks(axis))
    line = line.padEnd(Math.round(at * (columns - 1)) + 1 - text.length) + text;
  return line;
}
