"""Limits the number of processes of all functions together."""

import threading
import time
from collections.abc import Hashable
from typing import Protocol

# A process that was busy this recently will probably be needed again, and ending it would cause a cold start.
FRESH_SECONDS = 0.2
# After this wait, a tenant also takes the place of a process that was busy recently.
PATIENCE_SECONDS = 3.0


class Tenant(Hashable, Protocol):
    def end_process(self) -> None:
        """Ends the process of an idle tenant, which cannot become busy before this returns."""


class Places:
    """Gives a place to each tenant with a process, busy or idle. A tenant without a place waits for a free place or that
    of an idle tenant."""

    def __init__(self, limit: int):
        self._limit = limit
        self._changed = threading.Condition()
        # When each tenant became idle; None while it is busy.
        self._idle_since: dict[Tenant, float | None] = {}

    def enter_if_free(self, tenant: Tenant) -> bool:
        """Makes the tenant busy if that is possible at once and without ending another tenant's process."""
        with self._changed:
            return self._enter(tenant)

    def enter(self, tenant: Tenant):
        """Makes the tenant busy. Waits for a place if the tenant has none."""
        began = time.monotonic()
        with self._changed:
            while not self._enter(tenant):
                waited = time.monotonic() - began
                if not self._evict(FRESH_SECONDS if waited < PATIENCE_SECONDS else 0):
                    self._changed.wait(FRESH_SECONDS)

    def leave(self, tenant: Tenant, keeps_process: bool):
        """Makes the tenant idle, or frees its place."""
        with self._changed:
            self._idle_since[tenant] = time.monotonic()
            if not keeps_process:
                self._end(tenant)
            self._changed.notify_all()

    def retire(self, tenant: Tenant):
        """Ends the tenant's process if the process is idle."""
        with self._changed:
            if self._idle_since.get(tenant) is not None:
                self._end(tenant)
                self._changed.notify_all()

    def _enter(self, tenant: Tenant) -> bool:
        if tenant not in self._idle_since and len(self._idle_since) >= self._limit:
            return False
        self._idle_since[tenant] = None
        return True

    def _evict(self, idle_seconds: float) -> bool:
        idle = [(since, tenant) for tenant, since in self._idle_since.items() if since is not None]
        since, tenant = min(idle, key=lambda entry: entry[0], default=(None, None))
        if since is None or time.monotonic() - since < idle_seconds:
            return False
        self._end(tenant)
        return True

    def _end(self, tenant: Tenant):
        del self._idle_since[tenant]
        tenant.end_process()
