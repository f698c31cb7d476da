"""Carrying a parcel to the app once, with whatever it was told to go wrong with: slow, lost, or without an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sandbox.faults import Fault
from sandbox.roads import DISPATCH_FAILED, OPERATION_TIMEOUT, Parcel, Receipt, Road, SignedRequests


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
