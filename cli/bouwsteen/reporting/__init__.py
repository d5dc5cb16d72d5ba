"""Reports for people who do not read terminals: pages and tables about many stacks at once."""
