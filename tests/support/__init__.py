"""What several tests share: a world that is a folder, and ways to run the engine on it."""
