"""Work on git revisions: what a change does, what it says to its readers, and who approved it."""
