"""A state as generations and journals, whatever it is kept in: a folder (`state_folders`) or a cluster (`kubernetes_state`).

A *generation* is an environment at a moment: sealed units and a sealed root with a table of where they are, which names units
of earlier generations where those did not change. A *journal* is what was appended since, frame by frame. The next writer folds the
journal of another one into a generation and never appends to it; the last generations stay, with their journals, to go back to.

`framing` and `sealing` are the bytes, `loading` goes from those to a snapshot, `writers` is a writer's hold on an environment, `stores`
opens it, `custodies` goes back, `spills` and `places` are what this machine knows beside the store. Where the bytes are is all that a
store adds.
"""
