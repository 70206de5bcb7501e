/** The computer: a RISC-V `virt` board in Node and in the browser. */

export { boardTree } from './board/board-tree.ts';
export { boardConstants, hartCsrs } from './board/constants.ts';
export { flatten } from './board/device-tree.ts';
export {
  defaultRamBytes,
  type Region,
  ramBase,
  regions,
  virtioRegions,
} from './board/memory-map.ts';
export type { BoardProbe, IoRequest } from './board/probe.ts';
export type { SlotDevice } from './board/slots.ts';
export {
  type BootBoard,
  type BootFiles,
  type BootPlan,
  type BootProblem,
  type OtherFile,
  planBoot,
} from './boot/plan.ts';
export type { Change, DebugPort } from './debug-port.ts';
export { type Disk, MemoryDisk, OverlayDisk, sectorBytes } from './devices/disk.ts';
export type { SemihostingSettings } from './devices/semihosting.ts';
export type { DiskLatency } from './devices/virtio-blk.ts';
export { defaultEngine, type EngineName, engineNames } from './engines/engines.ts';
export type { Hart } from './hart/hart.ts';
export { maximumHarts } from './hart/harts.ts';
export type { Lockup, Raised } from './hart/lockup.ts';
export type { AccessKind } from './hart/page-tables.ts';
export { isStopFor, type WatchedBytes } from './hart/stops.ts';
export { ReplayHistory } from './history/replay-history.ts';
export { type InputEvent, ReplayInput } from './history/replay-input.ts';
export { Machine } from './machine.ts';
export { type MachineOptions, maximumRamBytes } from './machine-options.ts';
export { Hub } from './network/hub.ts';
export { frameLatencyNs, type Network } from './network/network.ts';
export { isOver, runTogether, windowsTogether } from './network/together.ts';
export { UserNetwork } from './network/user-network.ts';
export type { Probe, ReturnEvent, StoreEvent, TrapEvent } from './probe.ts';
export type { Outcome, RunLimits } from './run-loop.ts';
export { diskFingerprint } from './snapshot/disk-contents.ts';
export { type BoardDescription, readSnapshot, type Snapshot } from './snapshot/format.ts';
