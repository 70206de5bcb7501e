/**
 * A figure: curves over one axis, as plain data. `text.ts` draws it for a terminal, `svg.ts` for a
 * page; both from what is here, so that they never disagree.
 */

/** One direction of a figure. Its range is half of the figure's meaning, so it is never guessed. */
export interface Axis {
  /** What is measured, and in which unit. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** From one mark of the scale to the next. */
  readonly step: number;
  /** How a mark is written: as the number, if it is not said. */
  readonly format?: (value: number) => string;
}

/** A curve: points in the order of their `x`, joined by straight lines. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A model rather than a measurement: drawn without its points. */
  readonly model?: boolean;
}

/** Everything that is drawn. */
export interface Figure {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
}

/** A mark of a scale. */
export interface Mark {
  /** Where: 0 at the axis's `min`, 1 at its `max`. */
  readonly at: number;
  readonly text: string;
}

/** The marks of an axis, from its `min` on. */
export function marks(axis: Axis): readonly Mark[] {
  const { min, max, step, format = String } = axis;
  const count = Math.floor((max - min) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => {
    const value = min + index * step;
    return { at: place(axis, value), text: format(value) };
  });
}

/** Where on an axis a value lies: 0 at its `min`, 1 at its `max`. */
export const place = ({ min, max }: Axis, value: number): number => (value - min) / (max - min);

/** Marks of a share: `40 %` for 0.4. */
export const percent = (value: number): string => `${Math.round(100 * value)} %`;
