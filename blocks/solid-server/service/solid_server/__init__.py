"""The Community Solid Server itself, as a service of this machine.

settings      what it starts with
__main__      becomes node, which runs the server
loopback.cjs  keeps the server to the address that it was given
seed          an account with a pod for people of a demonstration
"""
