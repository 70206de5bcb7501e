/** Instruments: what each layer did and what it cost, to the instruction. */

export { Accounting } from './accounting.ts';
export { type Costs, mergeCosts, type Summary, summarize } from './costs.ts';
export { DeliveryProbe } from './delivery.ts';
export { type Descent, type DescentOptions, Descents } from './descents.ts';
export type { Reason, Service } from './exits.ts';
export { count, milliseconds, share } from './format/figures.ts';
export { formatReport } from './format/format.ts';
export { table } from './format/table.ts';
export { Isolation, type Trespass } from './isolation.ts';
export { type Agreement, type Difference, Lockstep, type Unequal } from './lockstep.ts';
export { type Bar, textBars } from './plot/bars.ts';
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
export { type Stretch, StretchProbe } from './stretch.ts';
export { type VmmSymbols, VmmView, vmmSymbols } from './vmm-view.ts';
export {
  heightOf,
  Locator,
  layerName,
  type VirtualCsrs,
  type Whereabouts,
} from './whereabouts.ts';
