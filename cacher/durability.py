"""Whether Redis keeps anomalies for good; logged when that changes."""

from __future__ import annotations

from cacher.log import Log
from cacher.recurring import Recurring
from footlib.store.connection import Client
from footlib.store.durability import danger


class DurabilityCheck(Recurring):
    """Asks Redis periodically; where it does not tell, its last answer counts."""

    def __init__(self, client: Client, log: Log) -> None:
        super().__init__(client, log)
        self._danger = ""

    async def _ask(self) -> None:
        found = await danger(self._client)
        if found is None or found == self._danger:
            return
        self._danger = found
        if found:
            self._log.warning(found)
        else:
            self._log.info("anomalies are safe again: Redis keeps what it is given")
