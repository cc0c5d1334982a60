"""Which explorers each cell of a notebook shows: when it runs again, the old ones are closed."""

from __future__ import annotations

import re
import sys
from typing import Any

_shown: dict[str, tuple[str, list[Any]]] = {}  # by cell: the run's id, what it has shown


def showing(widget: Any) -> None:
    """Remember that the cell that runs now shows this; outside notebooks do nothing."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell, run = message.get("metadata", {}).get("cellId"), message.get("msg_id")
    if shell is None or not cell or not run:
        return
    before, old = _shown.get(cell, (run, []))
    if before == run:
        _shown[cell] = (run, [*old, widget])
        return
    _shown[cell] = (run, [widget])

    def close(_result: Any = None) -> None:  # once the run has shown all that it shows
        shell.events.unregister("post_run_cell", close)
        still = {id(kept) for _, widgets in _shown.values() for kept in widgets}
        gone = {id(it): it for it in old if id(it) not in still}
        for it in gone.values():
            it.close()
        # IPython keeps each cell's value as Out[n] and _n, and with it the explorer's arrays.
        for space in (shell.user_ns, shell.user_ns_hidden, shell.user_ns["Out"]):
            for name in [name for name, value in space.items() if id(value) in gone]:
                if re.fullmatch(r"_?\d+", str(name)):
                    del space[name]

    shell.events.register("post_run_cell", close)
