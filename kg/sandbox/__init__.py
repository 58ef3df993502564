"""Read files that may be hostile in a process that can do no harm.

    Sandbox (this process)     sends a file, waits, rebuilds the document                 ``parent``, ``host``, ``wire``
    └── template process       has imported the readers; forks, waits, tells how it ended ``template``
        └── reader process     one file: gives up its rights, reads, answers, ends        ``child``, ``confine``

Forking a prepared process costs 2 ms where starting Python costs 90; each file still has a process of its own, so that
nothing one file does is left for the next. ``docs/sandbox.md`` says what holds on which system.
"""

from kg.sandbox.limits import FILE_BYTES, Limits
from kg.sandbox.parent import Pending, Sandbox

__all__ = ["FILE_BYTES", "Limits", "Pending", "Sandbox"]
