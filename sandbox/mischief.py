"""What befalls a parcel on its way to the app, on whichever road: late, lost, twice, overtaken, without an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.faults import Fault, Faults, names_to_app
from sandbox.roads import DISPATCH_FAILED, OPERATION_TIMEOUT, Parcel, Receipt, Road, SignedRequests

if TYPE_CHECKING:
    from sandbox.delivery import Carry, Delivery


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


async def carried(road: Road, parcel: Parcel, seconds: float) -> tuple[Receipt, str]:
    """Carry a parcel once: what Slack hears of it, in at most so many seconds, and what the app has answered."""
    if parcel.fault is None:
        receipt = await road.carry(parcel, seconds)
        return receipt, receipt.text
    until = asyncio.get_running_loop().time() + seconds
    truly = await road.carry(parcel, seconds) if parcel.fault.runs_method else Receipt()
    try:
        async with asyncio.timeout_at(until):
            return await _heard(road, parcel, parcel.fault, truly), truly.text
    except TimeoutError:
        return Receipt(failed=OPERATION_TIMEOUT), truly.text


async def _heard(road: Road, parcel: Parcel, fault: Fault, truly: Receipt) -> Receipt:
    await fault.wait()
    if fault.silent:
        with fault.held():
            async with _half_sent(road, parcel):
                await fault.released.wait()
    if fault.drop or fault.silent:
        return Receipt(failed=DISPATCH_FAILED)
    if fault.error:
        return Receipt(failed=fault.error)
    if not fault.answers:
        return truly
    status = fault.status or truly.status
    return Receipt(status, fault.body or "", "" if 200 <= status < 300 else DISPATCH_FAILED)


@asynccontextmanager
async def _half_sent(road: Road, parcel: Parcel) -> AsyncIterator[None]:
    """A request over HTTP that never arrived stands half sent meanwhile; on a socket there is only silence."""
    if not isinstance(road, SignedRequests) or parcel.fault is None or parcel.fault.stored:
        yield
        return
    begun = asyncio.create_task(road.begin(parcel))
    try:
        yield
    finally:
        begun.cancel()
        await asyncio.gather(begun, return_exceptions=True)
