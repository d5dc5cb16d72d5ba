"""The load generator: one process that leads (`leaders`) and one or more that send (`senders`).

Started as `python -m bouwsteen.adapters.load_generators.engine FOLDER`, where FOLDER is made
by `adapters.load_generators.runs`. Never imported by the product.
"""
