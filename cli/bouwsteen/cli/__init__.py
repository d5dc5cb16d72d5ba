"""The command line: arguments say what was asked, commands do it, views show it.

Nothing here is imported by what lies below, and `--help` loads neither documents nor engine.
"""
