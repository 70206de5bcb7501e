import { expect, test } from 'vitest';
import { boardConstants } from '../../src/board/constants.ts';

const values = new Map(
  [...boardConstants().matchAll(/^ {8}\.equ {4}(\w+), (0x[0-9a-f]+)$/gm)].map(
    ([, name, value]) => [name, BigInt(value as string)] as const,
  ),
);

test('each line is a remark or a constant, and each constant is there once', () => {
  const lines = boardConstants()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.length).toBe(values.size);
});

test.each([
  ['MSTATUS_MPP', 0x1800n],
  ['MSTATUS_MPP_SHIFT', 11n],
  ['MCAUSE_INTERRUPT', 1n << 63n],
  ['SEIP', 0x200n],
  ['CAUSE_STORE_PAGE_FAULT', 15n],
  ['CSR_SATP', 0x180n],
  ['SATP_SV39', 8n],
  ['UART', 0x1000_0000n],
  ['UART_BYTES', 8n],
  ['IRQ_UART', 10n],
  ['VIRTIO_SLOTS', 8n],
  ['RAM', 0x8000_0000n],
  ['PTE_PPN_SHIFT', 10n],
  ['PMP_A_NAPOT', 3n],
  ['UART_LSR', 5n],
  ['CLINT_MTIMECMP', 0x4000n],
  ['PLIC_CLAIM_COMPLETE', 4n],
  ['VIRTIO_QUEUE_DEVICE', 0x0a0n],
  ['VIRTIO_F_VERSION_1', 1n << 32n],
  ['DESC_NEXT', 14n],
  ['BLOCK_SECTOR', 8n],
])('%s is what the manuals say', (name, value) => {
  expect(values.get(name)).toBe(value);
});

test('of a long series only the first has a name', () => {
  expect(values.has('CSR_PMPADDR0')).toBe(true);
  expect(values.has('CSR_PMPADDR1')).toBe(false);
  expect(values.has('CSR_MHPMCOUNTER3')).toBe(false);
});
