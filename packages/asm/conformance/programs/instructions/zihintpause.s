# Zihintpause.
        pause
