/** Instruments: what each layer did and what it cost, to the instruction. */

export { Accounting } from './accounting.ts';
export { type Costs, mergeCosts, type Summary, summarize } from './costs.ts';
export type { Reason, Service } from './exits.ts';
export { formatReport } from './format/format.ts';
export {
  type Axis,
  type Curve,
  type Figure,
  type Mark,
  marks,
  percent,
} from './plot/figure.ts';
export { svgPlot } from './plot/svg.ts';
export { type TextSize, textPlot } from './plot/text.ts';
export type {
  BareReport,
  DiskUse,
  ExitReport,
  GuestReport,
  Layers,
  MachineReport,
  Report,
  TrapReport,
  VmmReport,
} from './report.ts';
