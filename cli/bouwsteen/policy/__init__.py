"""Rules that hold for what organisations adopt. Pure: no file, network, clock or process; the day is handed in.

subjects      what rules look at, and the variables that they read
rules         a policy document → compiled rules, or what is wrong with it
judgements    rules and subjects → findings
suites        whether a policy says of its samples what its suite says
"""
