# Zawrs: waiting for a store.
        wrs.nto
        wrs.sto
