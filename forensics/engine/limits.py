"""Makes a worker process modest: few threads, no word on Ctrl-C, and an end when its parent ends.

It imports nothing but the standard library: it runs before the libraries that it limits are loaded.
"""

import os
import signal
from multiprocessing import parent_process
from threading import Thread
from typing import Final

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS")


def limit() -> None:
    """Limit this process; the first thing that a worker does."""
    for name in _THREADS:
        os.environ[name] = "1"
    # Ctrl-C reaches every process of a terminal: who asked for the work ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
