"""What people write: documents in YAML, their models, and the tree they stand in.

    sources        bytes → plain data, or diagnostics with file, line and column
    positions      where each part of a document stands (read only after an error)
    models, names  what all kinds share; one module more for each kind
    problems       pydantic's and JSON Schema's errors → diagnostics
    json_schemas   the only door to jsonschema-rs: decides and explains
    meanings       what data means: IRIs of vocabularies
    parameters     values of a stack against the schema of a block
    trees          reading files below a root, never outside it
    workspaces     a tree on disk → `Workspace`
    wirings        which instance uses which output
    validations    what only several documents together can show
    schemas        JSON Schemas of the kinds, for editors

One dialect: YAML 1.2 core (`no` and `0777` are strings), one document a file, string
keys without duplicates, no tags, anchors or aliases, whole numbers up to 2^53, no NaN.
"""
