/**
 * What the board tells an observer. Nothing is computed for an observer that is not there.
 */

/** What a device was asked to do. */
export interface IoRequest {
  /** The device's name in the memory map, as `virtio0`. */
  readonly device: string;
  readonly kind: 'read' | 'write' | 'flush' | 'identify' | 'discard' | 'zero';
  /** The first sector, of 512 bytes, of a read or a write; else 0. */
  readonly sector: number;
  /** How many sectors; 0 for a flush or an identification. */
  readonly sectors: number;
}

/** An observer of the board's devices; each method is optional. */
export interface BoardProbe {
  /** A device has begun a request, which it will finish at `finishesNs`, in virtual nanoseconds. */
  ioStarted?(request: IoRequest, finishesNs: number): void;
  /** A device has finished a request: its data are in place and its interrupt is raised. */
  ioFinished?(request: IoRequest, ok: boolean): void;
}
