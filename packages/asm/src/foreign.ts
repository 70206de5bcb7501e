/** Mnemonics of other processors, which people write by habit, and what RISC-V has in their place. */

/** For each mnemonic of x86, Arm or MIPS an example of what does the same here. */
export const foreignMnemonics: ReadonlyMap<string, string> = new Map(
  Object.entries({
    adr: 'la a0, symbol',
    b: 'j label',
    bl: 'call symbol',
    blr: 'jalr a0',
    br: 'jr a0',
    bx: 'jr ra',
    cbnz: 'bnez a0, label',
    cbz: 'beqz a0, label',
    cli: 'csrci mstatus, 8',
    cmp: 'blt a0, a1, label',
    dec: 'addi a0, a0, -1',
    dmb: 'fence',
    eret: 'mret',
    halt: 'wfi',
    hlt: 'wfi',
    inc: 'addi a0, a0, 1',
    int: 'ecall',
    iret: 'mret',
    iretq: 'mret',
    isb: 'fence.i',
    je: 'beq a0, a1, label',
    jmp: 'j label',
    jne: 'bne a0, a1, label',
    jnz: 'bnez a0, label',
    jz: 'beqz a0, label',
    ldr: 'ld a0, 8(sp)',
    lea: 'la a0, symbol',
    leave: 'addi sp, sp, 16; ret',
    mfence: 'fence',
    mov: 'mv a0, a1',
    movi: 'li a0, 5',
    movl: 'mv a0, a1',
    movq: 'mv a0, a1',
    mrs: 'csrr a0, mstatus',
    msr: 'csrw mstatus, a0',
    pop: 'ld a0, 0(sp); addi sp, sp, 16',
    push: 'addi sp, sp, -16; sd a0, 0(sp)',
    sti: 'csrsi mstatus, 8',
    str: 'sd a0, 8(sp)',
    subi: 'addi a0, a0, -5',
    subiw: 'addiw a0, a0, -5',
    svc: 'ecall',
    swi: 'ecall',
    syscall: 'ecall',
    sysret: 'sret',
    test: 'and t0, a0, a1; bnez t0, label',
    xchg: 'amoswap.d a0, a1, (a2)',
  }),
);

/** `RISC-V has …` for a mnemonic of another processor. */
export function hintForForeign(mnemonic: string): string | undefined {
  const example = foreignMnemonics.get(mnemonic.toLowerCase());
  return example && `RISC-V has no ${mnemonic}; write ${example}`;
}
