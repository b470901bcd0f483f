"""What a process holds in its own memory, searched without leaving there what is looked for.

What is looked for is handed over in disguise, and never written in the process that is looked into.
"""

import re
from pathlib import Path

SWAP = bytes(byte ^ 0x5A for byte in range(256))


def disguised(word: bytes) -> str:
    """A word as it is handed to the process that is looked into."""
    return word.translate(SWAP).hex()


def found(*looks: bytes) -> int:
    """How often this process holds what these are disguises of, in memory that it can write to."""
    with Path("/proc/self/maps").open() as lines:
        maps = [re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line) for line in lines]
    areas = [(int(area[1], 16), int(area[2], 16)) for area in maps if area]
    count = 0
    with Path("/proc/self/mem").open("rb", 0) as memory:
        for begin, end in areas:
            held = bytearray(end - begin)
            memory.seek(begin)
            try:
                memory.readinto(held)
            except OSError:
                continue  # given back to the system meanwhile
            swapped = held.translate(SWAP)
            count += sum(swapped.count(look) for look in looks)
            # Written over, so that the next search does not find what this one read.
            held[:] = swapped[:] = bytes(len(held))
    return count
