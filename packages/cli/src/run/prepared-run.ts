/** What `ireko run` was told to run: its options, understood, and the files that they name, read. */

import type { SemihostingSettings } from '@ireko/machine';
import { type GdbAddress, gdbAddress } from '../gdb/server.ts';
import { Mistake } from '../mistake.ts';
import type { Arguments } from '../options/options.ts';
import {
  checkComputer,
  parseHarts,
  parseSemihosting,
  qemuOptions,
  type TerminalUse,
  terminalUse,
} from '../options/qemu-options.ts';
import { openSlots, type SlotSetting, type Slots, slotOptions } from '../options/slot-options.ts';
import { bootOptions, isLoader, listOf, type NamedBootFiles, readBootFiles } from './boot-files.ts';
import { type Computer, computerOptions, parseComputer } from './computer.ts';
import { identityOf, type LoggedFile } from './run-log.ts';
import { readSnapshotFile, type SnapshotFile } from './snapshot-file.ts';

/** Options that say where a run begins, and what is kept of it. */
const historyOptions = {
  loadvm: {
    value: 'NAME',
    spelling: '-loadvm NAME',
    help: 'begin at the snapshot NAME or NAME.snap',
  },
  save: { value: 'NAME', help: 'at the end, save a snapshot to NAME.snap' },
  record: { value: 'LOG', help: 'note what comes in, so that ireko replay LOG can do the same' },
  signature: {
    value: 'FILE',
    help: 'at the end, write what is between begin_signature and\nend_signature to FILE, as Spike does',
  },
} as const;

/** The options that say what is run. */
export const runOptions: typeof computerOptions &
  typeof bootOptions &
  typeof slotOptions &
  typeof qemuOptions &
  typeof historyOptions = {
  ...computerOptions,
  ...bootOptions,
  ...slotOptions,
  ...qemuOptions,
  ...historyOptions,
};

/** All that a run needs. */
export interface PreparedRun {
  readonly files: NamedBootFiles;
  readonly computer: Computer;
  readonly harts: number;
  /** The device tree is to be written there, and nothing to be run. */
  readonly dumpTo: string | undefined;
  readonly devices: Slots;
  readonly bootArguments: string | undefined;
  readonly snapshot: SnapshotFile | undefined;
  readonly terminal: TerminalUse;
  readonly isStopped: boolean;
  /** What programs may ask of their host. */
  readonly semihosting: SemihostingSettings | undefined;
  /** Where gdb can connect. */
  readonly gdb: GdbAddress | undefined;
}

/**
 * Read everything that a command line names.
 * @param setting how devices are attached, where the options do not say.
 * @throws {Mistake} when something is not there or does not go together.
 */
export function prepareRun(
  { values, operands: [path, another] }: Arguments<typeof runOptions>,
  setting: SlotSetting = {},
): PreparedRun {
  if (another !== undefined) throw new Mistake(`${another}: one image at a time`);
  const snapshot = values.loadvm === undefined ? undefined : readSnapshotFile(values.loadvm);
  const computer = parseComputer(values, snapshot?.snapshot.board.ramBytes);
  const dumpTo = values.dumpdtb ?? checkComputer(values);
  const terminal = terminalUse(values);
  const files = readBootFiles(values, path, values.device.filter(isLoader));
  const isNothing = !files.image && !files.kernel && !files.firmware && !snapshot;
  if (isNothing && dumpTo === undefined) throw new Mistake('no image; try: ireko run hello.elf');
  const consoleHears = !terminal.hasSerial;
  const none = { disks: [], slots: [] };
  const usualHarts = snapshot?.snapshot.board.harts ?? 1;
  return {
    files,
    computer,
    harts: values.smp === undefined ? usualHarts : parseHarts(values.smp),
    dumpTo,
    devices: dumpTo === undefined ? openSlots(values, { ...setting, consoleHears }) : none,
    bootArguments: values.append,
    snapshot,
    terminal,
    isStopped: values.S,
    semihosting: parseSemihosting({ ...values, kernel: values.kernel ?? path }),
    gdb: gdbAddress(values),
  };
}

/** The files of a run, as a log identifies them. */
export function identitiesOf({ files, snapshot }: PreparedRun): Record<string, LoggedFile> {
  const named = { ...listOf(files), ...(snapshot && { snapshot }) };
  return Object.fromEntries(
    Object.entries(named).map(([name, { path, bytes }]) => [name, identityOf(path, bytes)]),
  );
}
