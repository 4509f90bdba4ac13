"""The kernel-vector search: a small pattern is the support of one vector that every equation sends to zero.

A set of withheld cells protects every unsafe cell exactly if some vector z that solves all
equations homogeneously, and is zero outside the set, is nonzero at every unsafe cell. So the search
keeps one such z, over the integers modulo a large prime, and makes its support small. Whether the
intervals are wide enough is asked afterwards, of every unsafe cell (``walk``, ``widths``).
"""
