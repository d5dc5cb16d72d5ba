"""What Bouwsteen prints for programs. Field names are snake_case; each form has its version.

Within a major version fields are only added: a reader ignores what it does not know and
refuses another major version.
"""
