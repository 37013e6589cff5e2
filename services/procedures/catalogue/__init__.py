"""The project's own seed catalogue: procedures as files that people can read.

`loader` turns them into validated definitions; see docs/adr/0030-seed-catalogue.md.
"""
