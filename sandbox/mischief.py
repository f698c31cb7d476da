"""What befalls a parcel on its way to the app, on whichever road: late, lost, twice, overtaken."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from sandbox.delivery import Carry, Delivery
from sandbox.faults import Fault, Faults, names_to_app
from sandbox.roads import OPERATION_TIMEOUT, Parcel, Receipt


class Mischief:
    """Stands where every delivery passes (`Delivery.on_the_way`)."""

    def __init__(self, faults: Faults, delivery: Delivery) -> None:
        self._faults = faults
        self._delivery = delivery

    async def __call__(self, parcel: Parcel, carry: Carry) -> Receipt:
        """Carry the parcel, or do with it what was asked for."""
        names = names_to_app(parcel.what)
        asked_for = self._faults.waiting  # with nothing asked for, nothing is searched either
        fault = self._faults.take(names, json.dumps(parcel.payload, ensure_ascii=False)) if asked_for else None
        receipt = await (self._befallen(replace(parcel, fault=fault), fault, carry) if fault else carry(parcel))
        self._faults.passed(names, fault)
        return receipt

    async def _befallen(self, parcel: Parcel, fault: Fault, carry: Carry) -> Receipt:
        if fault.late or fault.overtaken:
            return await self._later(parcel, fault, carry)
        if fault.twice == "at once":
            first, _ = await asyncio.gather(carry(parcel), carry(parcel))
            return first
        first = await carry(parcel)
        if fault.twice:
            await carry(parcel)
        return first

    async def _later(self, parcel: Parcel, fault: Fault, carry: Carry) -> Receipt:
        """Whoever waits for an answer waits as long as ever; an event is under way, and nobody waits for it. One that
        fails after that is not repeated.
        """

        async def after() -> Receipt:
            await fault.before()
            return await carry(parcel)

        task = self._delivery.in_background(after())
        if parcel.kind == "events_api":
            return Receipt()
        await asyncio.wait({task}, timeout=self._delivery.answer_seconds)
        return task.result() if task.done() else Receipt(failed=OPERATION_TIMEOUT)
