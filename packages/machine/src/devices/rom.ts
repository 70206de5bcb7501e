/** Read-only memory: data that software can load; it ignores stores. Instructions are not fetched from it. */

import { bootRom } from '../board/memory-map.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Device } from './device.ts';

/** A ROM. */
export class Rom implements Device, Stateful {
  /** What is in it, from its first byte on; the rest reads as 0. */
  bytes: Uint8Array = new Uint8Array(0);

  read(offset: number, width: AccessWidth): number {
    let value = 0;
    for (let at = width - 1; at >= 0; at--) value = value * 256 + (this.bytes[offset + at] ?? 0);
    return value;
  }

  write(_offset: number, _width: AccessWidth, _value: number): boolean {
    return true;
  }

  transfer(state: StateTransfer): void {
    this.bytes = state.bytes('bytes', this.bytes, bootRom.size);
  }
}
