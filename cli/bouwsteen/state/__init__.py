"""What was recorded: the memory of an environment between two runs.

`records` is one resource, `snapshots` an environment at a moment, `journals` what happened
since, `formats` the bytes of all three, `ports` what a store promises, `memory` a store
that forgets. Everything here is pure; disks, keys and locks are in `bouwsteen.adapters`.
"""
