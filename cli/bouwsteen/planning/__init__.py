"""From a stack and what is recorded to a plan. Pure: data in, data out."""
