"""The world: what implements the ports, one module or package for each third party."""
