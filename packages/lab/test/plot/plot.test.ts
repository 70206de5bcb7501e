/** Figures: the same data as text and as SVG. */
import { expect, test } from 'vitest';
import { type Figure, marks, percent, svgPlot, textPlot } from '../../src/index.ts';

const figure: Figure = {
  title: 'Two curves & a model',
  x: { label: 'jobs', min: 0, max: 4, step: 1 },
  y: { label: 'busy', min: 0, max: 1, step: 0.5, format: percent },
  curves: [
    {
      name: 'measured',
      points: [
        [0, 0],
        [2, 0.5],
        [4, 1],
      ],
    },
    {
      name: 'flat',
      points: [
        [1, 0.25],
        [4, 0.25],
      ],
    },
    {
      name: '1 − p',
      points: [
        [0, 1],
        [4, 0],
      ],
      model: true,
    },
  ],
};

test('the marks of an axis go from its least to its greatest value', () => {
  expect(marks(figure.y)).toEqual([
    { at: 0, text: '0 %' },
    { at: 0.5, text: '50 %' },
    { at: 1, text: '100 %' },
  ]);
});

test('as text, points are letters, and lines are dots', () => {
  expect(textPlot(figure, { columns: 17, rows: 9 })).toBe(`Two curves & a model

      busy
100 % ┤ ·             ·a
      │  ··         ··
      │    ··     ··
      │      ·· ··
 50 % ┤       ·a·
      │     ··   ··
      │   ·b···········b
      │ ··           ··
  0 % ┤a               ·
      └─────────────────
       0   1   2   3   4
                    jobs
  a  measured
  b  flat
  ·  1 − p
`);
});

test('as SVG, there is a line for each curve and its key, and names are escaped', () => {
  const svg = svgPlot(figure);
  expect(svg.match(/<polyline/g)).toHaveLength(6);
  expect(svg).toContain('<title>Two curves &amp; a model</title>');
  expect(svg).toContain('points="72,344 384,196 696,48"');
  expect(svg).toMatch(/<\/svg>\n$/);
});
