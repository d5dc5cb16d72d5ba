"""States in a cluster: Secrets in the namespace of an environment, and a Lease for who writes.

    bouwsteen-state.<stack>.<environment>                    the head: which generation is the newest, and the end of its journal
    ….root.<generation>.<part>                               the sealed index of a generation: where its units are
    ….unit.<instance>.<generation>.<part>                    the sealed records of one instance, as that generation left them
    ….journal.<generation>.<fencing>.<part>                  the journal of a generation, before what is in the head
    Lease bouwsteen-state.<stack>.<environment>              who writes, its token, its sign of life

Only the head ever changes, and each change names the version that it follows. So every write goes through one door: an
append is one patch that carries the new frames alone, a commit is new Secrets that nobody knows of until the head names them, and
whoever takes the lock changes the head before anything else. A writer that was paused finds another version there than
the one that it knows, and nothing of what it sends counts. The head stays small: past 16 KiB its frames move to a Secret of their own,
so that a step costs the server the same however long a run is.

What the bytes are is as in a folder (`state_logs`): sealed, each vouched for at its place.
"""

from bouwsteen.adapters.kubernetes_state.stores import ClusterStore

__all__ = ["ClusterStore"]
