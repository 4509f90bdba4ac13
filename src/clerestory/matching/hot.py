"""How the functions that touch every byte are compiled: no counting of references to arrays.

The counting costs a third of a scan, for arrays that its caller holds anyway. So what is ``hot`` makes
no array and keeps none: it works in those it is given.
"""

from functools import partial

from numba import njit

hot = partial(njit, cache=True, nogil=True, _nrt=False)
