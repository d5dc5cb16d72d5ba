"""The kit of block authors."""
