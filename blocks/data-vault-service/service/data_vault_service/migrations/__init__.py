"""The steps by which the tables came to be what they are; each leads on from its `down_revision`."""
