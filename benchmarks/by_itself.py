"""For the scripts that run bnlab in their own process; import it before anything loads NumPy."""

import os
import sys
from pathlib import Path

import race

os.environ["OPENBLAS_NUM_THREADS"] = "1"
for name in race.FORCED:  # OpenBLAS picks its own kernels
    os.environ.pop(name, None)
sys.path.insert(1, str(Path(__file__).parents[1]))  # the repository's own bnlab
