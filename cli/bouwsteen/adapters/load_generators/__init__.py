"""Making load. `runs` is the parent that people call; `engine` is the child that sends requests.

Locust patches half of Python when it is imported, so it lives in child processes only:
nothing that the parent imports may import locust or gevent.
"""
