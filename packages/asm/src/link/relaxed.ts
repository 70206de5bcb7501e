/** Relocations that relaxation leaves behind; no object has them. */
export const RELAXED: Readonly<Record<'GPREL_I' | 'GPREL_S' | 'TPREL_I' | 'TPREL_S', number>> = {
  /** The low half of an address, from `zero` or `gp`. */
  GPREL_I: 47,
  GPREL_S: 48,
  /** An offset from `tp`. */
  TPREL_I: 49,
  TPREL_S: 50,
};

/** The symbol whose address `gp` holds. */
export const GLOBAL_POINTER = '__global_pointer$';
