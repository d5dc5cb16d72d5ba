"""What Bouwsteen knows, told to people who do not read plans."""
