"""The forms service: forms written as documents, shown as accessible pages, handled by clerks.

`forms` and `schemas` describe a form, `answers` judges what people fill in, `storage` keeps it, `signing_in` knows who they
are, `pages_*` and `interface` show it, `applications` puts it together.
"""

__version__ = "1.0.0"
