/** Exception and interrupt codes of `mcause` and `scause` [priv table 3.6], with the words that tools print. */

export const FETCH_MISALIGNED = 0;
export const FETCH_ACCESS_FAULT = 1;
export const ILLEGAL_INSTRUCTION = 2;
export const BREAKPOINT = 3;
export const LOAD_MISALIGNED = 4;
export const LOAD_ACCESS_FAULT = 5;
export const STORE_MISALIGNED = 6;
export const STORE_ACCESS_FAULT = 7;
export const ECALL_FROM_U = 8;
export const ECALL_FROM_S = 9;
export const ECALL_FROM_VS = 10;
export const ECALL_FROM_M = 11;
export const FETCH_PAGE_FAULT = 12;
export const LOAD_PAGE_FAULT = 13;
export const STORE_PAGE_FAULT = 15;
export const FETCH_GUEST_PAGE_FAULT = 20;
export const LOAD_GUEST_PAGE_FAULT = 21;
export const VIRTUAL_INSTRUCTION = 22;
export const STORE_GUEST_PAGE_FAULT = 23;

/** Bits of `mip` and `mie`, and interrupt codes. */
export const SSI = 1;
export const VSSI = 2;
export const MSI = 3;
export const STI = 5;
export const VSTI = 6;
export const MTI = 7;
export const SEI = 9;
export const VSEI = 10;
export const MEI = 11;

/** Pending and enabled interrupts are taken in this order [priv §3.1.9, §8.2.3]. */
export const interruptPriority: readonly number[] = [
  MEI,
  MSI,
  MTI,
  SEI,
  SSI,
  STI,
  VSEI,
  VSSI,
  VSTI,
];

/** What an exception is called, by its code. */
export const exceptionNames: Readonly<Record<number, string>> = {
  [FETCH_MISALIGNED]: 'instruction address misaligned',
  [FETCH_ACCESS_FAULT]: 'instruction access fault',
  [ILLEGAL_INSTRUCTION]: 'illegal instruction',
  [BREAKPOINT]: 'breakpoint',
  [LOAD_MISALIGNED]: 'load address misaligned',
  [LOAD_ACCESS_FAULT]: 'load access fault',
  [STORE_MISALIGNED]: 'store/AMO address misaligned',
  [STORE_ACCESS_FAULT]: 'store/AMO access fault',
  [ECALL_FROM_U]: 'environment call from U-mode',
  [ECALL_FROM_S]: 'environment call from S-mode',
  [ECALL_FROM_VS]: 'environment call from VS-mode',
  [ECALL_FROM_M]: 'environment call from M-mode',
  [FETCH_PAGE_FAULT]: 'instruction page fault',
  [LOAD_PAGE_FAULT]: 'load page fault',
  [STORE_PAGE_FAULT]: 'store/AMO page fault',
  [FETCH_GUEST_PAGE_FAULT]: 'instruction guest-page fault',
  [LOAD_GUEST_PAGE_FAULT]: 'load guest-page fault',
  [VIRTUAL_INSTRUCTION]: 'virtual instruction',
  [STORE_GUEST_PAGE_FAULT]: 'store/AMO guest-page fault',
};

/** What an interrupt is called, by its code. */
export const interruptNames: Readonly<Record<number, string>> = {
  [SSI]: 'supervisor software interrupt',
  [VSSI]: 'virtual supervisor software interrupt',
  [MSI]: 'machine software interrupt',
  [STI]: 'supervisor timer interrupt',
  [VSTI]: 'virtual supervisor timer interrupt',
  [MTI]: 'machine timer interrupt',
  [SEI]: 'supervisor external interrupt',
  [VSEI]: 'virtual supervisor external interrupt',
  [MEI]: 'machine external interrupt',
};
