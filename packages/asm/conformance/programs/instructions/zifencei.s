# Zifencei: instruction fetch.
        fence.i
