# Zknd: AES decryption.
        aes64ds a0, t6, s1
        aes64ds t6, s1, a0
        aes64ds s1, a0, t6
        aes64dsm a0, t6, s1
        aes64dsm t6, s1, a0
        aes64dsm s1, a0, t6
        aes64im a0, t6
        aes64im t6, s1
        aes64im s1, a0
