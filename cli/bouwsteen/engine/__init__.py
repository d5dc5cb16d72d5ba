"""Use cases. Everything of the world is handed in; what happens is told to a reporter."""
