"""What each verb can be asked: a frozen `Options` and the click parameters that fill it.

Light on purpose: help and completion import nothing else.
"""
