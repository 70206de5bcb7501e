/** A figure as SVG, for a page: readable on a light and on a dark ground, and in black and white. */

import { type Curve, type Figure, marks, place } from './figure.ts';

// The whole picture, and the area of the curves in it; in pixels.
const width = 720;
const left = 72;
const right = 696;
const top = 48;
const bottom = 344;
const legendTop = 412;
const legendStep = 20;

/** Colours that people with any colour vision can tell apart [Okabe, Ito], and shapes for print. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
const shapes: readonly ((x: number, y: number) => string)[] = [
  (x, y) => `<circle cx="${x}" cy="${y}" r="4"/>`,
  (x, y) => `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>`,
  (x, y) => `<path d="M${x} ${y - 5}l5 9h-10z"/>`,
  (x, y) => `<path d="M${x} ${y - 5}l5 5-5 5-5-5z"/>`,
];

/** Draws a figure as a whole SVG file. */
export function svgPlot({ title, x, y, curves }: Figure): string {
  const height = legendTop + legendStep * curves.length;
  const across = (value: number) => round(left + value * (right - left));
  const up = (value: number) => round(bottom - value * (bottom - top));
  const drawn = ({ points, model }: Curve, index: number): string =>
    line(
      points.map(([a, b]) => [across(place(x, a)), up(place(y, b))] as const),
      index,
      model,
    );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(left, 22, 'start', title, ' font-size="15" font-weight="bold"'),
    ...marks(y).flatMap((mark) => [
      `<path d="M${left} ${up(mark.at)}H${right}" stroke="#ddd"/>`,
      text(left - 8, up(mark.at) + 4, 'end', mark.text),
    ]),
    ...marks(x).flatMap((mark) => [
      `<path d="M${across(mark.at)} ${bottom}v5" stroke="black"/>`,
      text(across(mark.at), bottom + 20, 'middle', mark.text),
    ]),
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="black"/>`,
    text(left, top - 10, 'start', y.label),
    text(right, bottom + 40, 'end', x.label),
    ...curves.map(drawn),
    ...curves.flatMap(({ name, model }, index) => {
      const at = legendTop + legendStep * index;
      const key = [left, left + 14, left + 28].map((across) => [across, at] as const);
      return [line(key, index, model), text(left + 38, at + 4, 'start', name)];
    }),
    '</svg>',
    '',
  ].join('\n');
}

/** A line through places in the picture, with the shape of its curve at each of them. */
function line(
  places: readonly (readonly [number, number])[],
  index: number,
  model = false,
): string {
  const colour = colours[index % colours.length];
  const shape = shapes[index % shapes.length];
  const points = places.map((each) => each.join(',')).join(' ');
  const style = model ? ' stroke-dasharray="5 4"' : '';
  const shown = model || !shape ? [] : places.map(([x, y]) => shape(x, y));
  return `<g fill="${colour}"><polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"${style}/>${shown.join('')}</g>`;
}

const text = (x: number, y: number, anchor: string, words: string, more = ''): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${escaped(words)}</text>`;

/** A tenth of a pixel is enough, and the same on every machine. */
const round = (pixels: number): number => Math.round(10 * pixels) / 10;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
