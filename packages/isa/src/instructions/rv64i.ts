/** RV64I, the base integer instruction set [unpriv §2, §4]. */

// biome-ignore format: columns are the point.
import { AUIPC, B, BRANCH, Fence, I, J, JAL, JALR, LOAD, LUI, OP, OP_32, OP_IMM, OP_IMM_32, R, type Row, rv64, S, Shift, STORE, System, U } from '../format.ts';
import type { MeaningOf } from '../instruction.ts';
import type { Meaning, Width } from '../meaning.ts';
import { type Binary, immediate, registers } from '../operation.ts';
import { atLevel, inGuest, MACHINE, USER } from '../privilege.ts';
import * as cause from '../trap/cause.ts';

/** The condition of a branch. */
type Comparison = <V, C, D>(m: Meaning<V, C, D>, a: V, b: V) => C;

const add: Binary = (m, a, b) => m.add(a, b);
const sub: Binary = (m, a, b) => m.sub(a, b);
const and: Binary = (m, a, b) => m.and(a, b);
const or: Binary = (m, a, b) => m.or(a, b);
const xor: Binary = (m, a, b) => m.xor(a, b);
const slt: Binary = (m, a, b) => m.flag(m.lt(a, b));
const sltu: Binary = (m, a, b) => m.flag(m.ltu(a, b));
const sll: Binary = (m, a, b) => m.sll(a, b);
const srl: Binary = (m, a, b) => m.srl(a, b);
const sra: Binary = (m, a, b) => m.sra(a, b);

/** The W instructions compute on the low halves and sign-extend; their shifts count to 31. */
const addw: Binary = (m, a, b) => m.sext(m.add(a, b), 32);
const subw: Binary = (m, a, b) => m.sext(m.sub(a, b), 32);
const sllw: Binary = (m, a, b) => m.sext(m.sll(a, m.and(b, m.constant(31))), 32);
const srlw: Binary = (m, a, b) => m.sext(m.srl(m.zext(a, 32), m.and(b, m.constant(31))), 32);
const sraw: Binary = (m, a, b) => m.sra(m.sext(a, 32), m.and(b, m.constant(31)));

const eq: Comparison = (m, a, b) => m.eq(a, b);
const ne: Comparison = (m, a, b) => m.ne(a, b);
const lt: Comparison = (m, a, b) => m.lt(a, b);
const ltu: Comparison = (m, a, b) => m.ltu(a, b);
const ge: Comparison = (m, a, b) => m.ge(a, b);
const geu: Comparison = (m, a, b) => m.geu(a, b);

function branch(comparison: Comparison): MeaningOf {
  return (m, { rs1, rs2, imm }) =>
    m.when(comparison(m, m.read(rs1), m.read(rs2)), () => m.jump(m.add(m.pc, imm)));
}

function load(width: Width): MeaningOf {
  return (m, { rd, rs1, imm }) => m.write(rd, m.load(m.add(m.read(rs1), imm), width));
}

function loadSigned(width: 1 | 2 | 4): MeaningOf {
  const bits = { 1: 8, 2: 16, 4: 32 } as const;
  return (m, { rd, rs1, imm }) =>
    m.write(rd, m.sext(m.load(m.add(m.read(rs1), imm), width), bits[width]));
}

function store(width: Width): MeaningOf {
  return (m, { rs1, rs2, imm }) => m.store(m.add(m.read(rs1), imm), width, m.read(rs2));
}

/** The 20 bits of an upper immediate in their place. */
function upper<V, C, D>(m: Meaning<V, C, D>, imm: V): V {
  return m.sext(m.sll(imm, m.constant(12)), 32);
}

/** `ecall` raises one exception a privilege mode: 8 from U and VU, 9 from HS, 10 from VS, 11 from M [priv §3.3.1]. */
const environmentCall: MeaningOf = (m) => {
  const none = m.constant(0);
  m.when(
    atLevel(m, USER),
    () => m.raise(cause.ECALL_FROM_U, none),
    () =>
      m.when(
        atLevel(m, MACHINE),
        () => m.raise(cause.ECALL_FROM_M, none),
        () =>
          m.when(
            inGuest(m),
            () => m.raise(cause.ECALL_FROM_VS, none),
            () => m.raise(cause.ECALL_FROM_S, none),
          ),
      ),
  );
};

// biome-ignore format: columns are the point.
export const rv64i: Readonly<Record<string, Row>> = {
  lui:    U(LUI,   (m, { rd, imm }) => m.write(rd, upper(m, imm))),
  auipc:  U(AUIPC, (m, { rd, imm }) => m.write(rd, m.add(m.pc, upper(m, imm)))),

  jal:    J(JAL,          (m, { rd, imm }) => { m.write(rd, m.nextPc); m.jump(m.add(m.pc, imm)); }),
  jalr:   I(JALR,  0b000, (m, { rd, rs1, imm }) => {
    const target = m.and(m.add(m.read(rs1), imm), m.constant(-2));
    m.write(rd, m.nextPc);
    m.jump(target);
  }),

  beq:    B(BRANCH, 0b000, branch(eq)),
  bne:    B(BRANCH, 0b001, branch(ne)),
  blt:    B(BRANCH, 0b100, branch(lt)),
  bge:    B(BRANCH, 0b101, branch(ge)),
  bltu:   B(BRANCH, 0b110, branch(ltu)),
  bgeu:   B(BRANCH, 0b111, branch(geu)),

  lb:     I(LOAD, 0b000, loadSigned(1)),
  lh:     I(LOAD, 0b001, loadSigned(2)),
  lw:     I(LOAD, 0b010, loadSigned(4)),
  ld:     rv64(I(LOAD, 0b011, load(8))),
  lbu:    I(LOAD, 0b100, load(1)),
  lhu:    I(LOAD, 0b101, load(2)),
  lwu:    rv64(I(LOAD, 0b110, load(4))),

  sb:     S(STORE, 0b000, store(1)),
  sh:     S(STORE, 0b001, store(2)),
  sw:     S(STORE, 0b010, store(4)),
  sd:     rv64(S(STORE, 0b011, store(8))),

  addi:   I(OP_IMM, 0b000, immediate(add)),
  slti:   I(OP_IMM, 0b010, immediate(slt)),
  sltiu:  I(OP_IMM, 0b011, immediate(sltu)),
  xori:   I(OP_IMM, 0b100, immediate(xor)),
  ori:    I(OP_IMM, 0b110, immediate(or)),
  andi:   I(OP_IMM, 0b111, immediate(and)),
  slli:   Shift(OP_IMM, 0b001, 0b0000000, immediate(sll)),
  srli:   Shift(OP_IMM, 0b101, 0b0000000, immediate(srl)),
  srai:   Shift(OP_IMM, 0b101, 0b0100000, immediate(sra)),

  add:    R(OP, 0b000, 0b0000000, registers(add)),
  sub:    R(OP, 0b000, 0b0100000, registers(sub)),
  sll:    R(OP, 0b001, 0b0000000, registers(sll)),
  slt:    R(OP, 0b010, 0b0000000, registers(slt)),
  sltu:   R(OP, 0b011, 0b0000000, registers(sltu)),
  xor:    R(OP, 0b100, 0b0000000, registers(xor)),
  srl:    R(OP, 0b101, 0b0000000, registers(srl)),
  sra:    R(OP, 0b101, 0b0100000, registers(sra)),
  or:     R(OP, 0b110, 0b0000000, registers(or)),
  and:    R(OP, 0b111, 0b0000000, registers(and)),

  addiw:  I(OP_IMM_32, 0b000, immediate(addw)),
  slliw:  Shift(OP_IMM_32, 0b001, 0b0000000, immediate(sllw)),
  srliw:  Shift(OP_IMM_32, 0b101, 0b0000000, immediate(srlw)),
  sraiw:  Shift(OP_IMM_32, 0b101, 0b0100000, immediate(sraw)),

  addw:   R(OP_32, 0b000, 0b0000000, registers(addw)),
  subw:   R(OP_32, 0b000, 0b0100000, registers(subw)),
  sllw:   R(OP_32, 0b001, 0b0000000, registers(sllw)),
  srlw:   R(OP_32, 0b101, 0b0000000, registers(srlw)),
  sraw:   R(OP_32, 0b101, 0b0100000, registers(sraw)),

  fence:  Fence(() => {}),
  ecall:  System(0b000000000000, environmentCall),
  ebreak: System(0b000000000001, (m) => m.raise(cause.BREAKPOINT, m.pc)),
};
