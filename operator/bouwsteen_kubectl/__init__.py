"""`kubectl bouwsteen`: questions to a Stack in a cluster, and what a person may ask of it.

A package of its own, on top of two others that may not know each other: it reads objects by the models of the operator, which imports
no command line, and it speaks to people as the command line does, which knows nothing of objects in a cluster. Neither imports this.
"""
