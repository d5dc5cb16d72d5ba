"""Resources of this machine: ports, folders and supervised processes."""
