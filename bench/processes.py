"""What is measured runs in processes of its own, so that whoever measures takes no time from it."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")
#: Says on which port it listens, then waits for the end.
Listening = Callable[[int], Awaitable[None]]

_PROCESSES = multiprocessing.get_context("forkserver")
# Each process begins where everything is imported already, and nothing else has been done.
_PROCESSES.set_forkserver_preload(["bench.servers", "bench.large_rounds", "bench.closing_together"])


def alone(function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """The function's result, from a fresh process that does nothing else."""
    with ProcessPoolExecutor(1, _PROCESSES) as pool:
        return pool.submit(function, *args, **kwargs).result()


@asynccontextmanager
async def served(serve: Callable[..., Awaitable[None]], *args: object) -> AsyncIterator[str]:
    """Run a server as long as the block runs; gives the address to which Slack sends."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_child, args=(serve, theirs, args), daemon=True)
    process.start()
    theirs.close()
    try:
        # The server may call us before it is ready, so the loop must not wait for it.
        yield f"http://127.0.0.1:{await asyncio.to_thread(ours.recv)}/slack/events"
    except EOFError:
        raise RuntimeError("a server to be measured did not start; its error stands above") from None
    finally:
        ours.close()
        await asyncio.to_thread(process.join)


def _child(serve: Callable[..., Awaitable[None]], pipe: Connection, args: tuple[object, ...]) -> None:
    async def listening(port: int) -> None:
        pipe.send(port)
        with suppress(EOFError):
            await asyncio.to_thread(pipe.recv)

    async def run() -> None:
        await serve(listening, *args)

    asyncio.run(run())


def peak_memory() -> float:
    """The most memory that this process has used so far, in MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return int(peak) / 1024
