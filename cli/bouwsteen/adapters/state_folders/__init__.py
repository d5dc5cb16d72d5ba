"""States in a folder: one folder per environment, files that are written once, and a journal.

    <root>/<stack>/<environment>/
        lock                        who writes (`state_locks`)
        generation.000000000012     the root of generation 12 and the units that changed for it
        journal.000000000012        what was appended since, frame by frame
        reserve                     room for the last entries on a full disk, while a writer works

A generation holds only the units that changed; the others are found, by offset, in the
generation that last wrote them. So a commit costs what changed plus one line per unit, and
a step costs one frame. One file per unit was measured and left: 10,000 of them took 67 s to write, a sync each,
where one file took 0.2 s, and 0.5 s to read instead of 0.05 s. A pack that is changed in place was left too,
since a writer that lost its lock could still damage it: here every file but the journal is created under a
name that nobody may have taken, so the slower of two writers fails.

A journal belongs to the generation whose number it has, and carries the fencing token of
its writer. The next writer folds it into a new generation and never appends to it. The
last generations stay, with their journals, to go back to. Every payload is sealed (`sealing`), with its
place in the store as associated data, so nothing can be changed, swapped or moved unseen.
"""

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.state_folders.stores import FolderStore

__all__ = ["Disk", "FolderStore"]
