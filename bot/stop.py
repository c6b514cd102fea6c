"""That jobs are to stop: said by the loop, once, and heard there and in threads."""

import asyncio
from collections.abc import Coroutine


class Stop(asyncio.Event):
    def __call__(self) -> bool:
        return self.is_set()

    async def lets(self, waiting: Coroutine[object, object, None]) -> bool:
        """Wait for something as long as this is not said; whether it has come."""
        waited, said = asyncio.ensure_future(waiting), asyncio.ensure_future(self.wait())
        try:
            await asyncio.wait((waited, said), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (waited, said):
                task.cancel()
            await asyncio.wait((waited, said))
        return not waited.cancelled()
