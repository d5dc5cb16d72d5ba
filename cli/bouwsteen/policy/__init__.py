"""Rules that hold for what organisations adopt. Pure: no file, network, clock or process; the day is handed in.

shapes        which variables a rule may read, by the kind of what it looks at
obligations   whom an obligation of the catalog is for
subjects      a stack → what rules look at, with its variables
rules         a policy document → compiled rules, or what is wrong with it
judgements    rules and subjects → findings
suites        whether a policy says of its samples what its suite says
"""
