"""Work handed out to processes, here or on a cluster, a few pieces at a time."""

import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from multiprocessing import active_children, parent_process
from threading import Thread
from typing import Any

from mhia.batching.items import Item
from mhia.batching.job import Job
from mhia.batching.working import Done, work
from mhia.errors import MhiaError, MissingExtraError

MOST_ON_WINDOWS = 61
"""A process on Windows cannot wait for more others than that."""
ALONE_BELOW = 60
"""Fewer items than this are done here: starting processes would cost more than it saves."""
_LARGEST_CHUNK = 50
_LARGEST_CHUNK_WITH_REPORTS = 10
_WAITING = 3
"""Pieces handed out for each worker, so that none ever waits and no more are held in memory than that."""
_ATTEMPTS = 3

_DIED = (BrokenProcessPool, ConnectionError)
"""How the death of a worker is told: one that dies while it is being started breaks the pipe that says what to do."""

Chunk = tuple[Item, ...]


def jobs_for(asked: int | None, items: int) -> int:
    """How many processes to use: what was asked for, else all cores, else one for a small round."""
    jobs = asked if asked is not None else 1 if items < ALONE_BELOW else os.cpu_count() or 1
    return min(jobs, MOST_ON_WINDOWS) if os.name == "nt" else jobs


def worked(items: Iterable[Item], job: Job, jobs: int, cluster: str | None = None) -> Iterator[Done]:
    """What came of each item, in no particular order."""
    size = _LARGEST_CHUNK_WITH_REPORTS if job.formats else _LARGEST_CHUNK
    chunks = _chunks(items, size)
    if cluster is not None:
        with _cluster(cluster) as (executor, workers):
            yield from _handed_out(chunks, job, executor, workers * _WAITING)
    elif jobs <= 1:
        for chunk in chunks:
            yield from work(chunk, job)
    else:
        yield from _in_processes(chunks, job, jobs)


def _chunks(items: Iterable[Item], size: int) -> Iterator[Chunk]:
    several = iter(items)
    while chunk := tuple(islice(several, size)):
        yield chunk


def _in_processes(chunks: Iterator[Chunk], job: Job, jobs: int) -> Iterator[Done]:
    """Work in processes on this machine; one that dies costs only what it was working on, which is done again."""
    for attempt in range(1, _ATTEMPTS + 1):
        unfinished: dict[Future[tuple[Done, ...]], Chunk] = {}
        with ProcessPoolExecutor(jobs, initializer=_as_a_worker) as executor:
            try:
                yield from _handed_out(chunks, job, executor, jobs * _WAITING, unfinished)
            except _DIED as fault:
                chunks = chain(list(unfinished.values()), chunks)
                if attempt == _ATTEMPTS:
                    raise MhiaError(
                        "a worker process died several times (out of memory?); try `--jobs 1`, then `--resume`"
                    ) from fault
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)
                # What they are working on is lost anyway, and nobody who stops a batch wants to wait for it.
                for worker in active_children():
                    worker.kill()
                raise
            else:
                return


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, not even while they are still loading; it is heard here afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _as_a_worker() -> None:
    """Leave Ctrl-C to the process that handed out the work, and end at once when it says so.

    A worker that is forked has the command line's own way of ending, and would wait for a lock that a killed one holds.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Nobody is left to tell a worker to end when the process that started it is killed."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _handed_out(
    chunks: Iterator[Chunk],
    job: Job,
    executor: Executor,
    most: int,
    unfinished: dict[Future[tuple[Done, ...]], Chunk] | None = None,
) -> Iterator[Done]:
    """Keep a few chunks in work and give what is done as it comes; `unfinished` holds what was handed out meanwhile."""
    held = unfinished if unfinished is not None else {}
    while True:
        for chunk in islice(chunks, most - len(held)):
            held[_submitted(executor, chunk, job, held)] = chunk
        if not held:
            return
        finished, _ = wait(held, return_when=FIRST_COMPLETED)
        for future in finished:
            done = future.result()
            del held[future]
            yield from done


def _submitted(
    executor: Executor, chunk: Chunk, job: Job, held: dict[Future[tuple[Done, ...]], Chunk]
) -> Future[tuple[Done, ...]]:
    try:
        with _deaf_to_ctrl_c():
            return executor.submit(work, chunk, job)
    except _DIED:
        # It was taken from the line already, so it must not be forgotten.
        held[Future()] = chunk
        raise


def _cluster(address: str) -> AbstractContextManager[tuple[Executor, int]]:
    """The workers of a Dask cluster behind the same interface as local processes."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError("Work on a cluster", "cluster") from None
    try:
        client = Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as fault:
        raise MhiaError(f"no cluster answers at {address}; check the address (tcp://host:port): {fault}") from None
    return _Connected(client)


class _Connected(AbstractContextManager[tuple[Executor, int]]):
    """A connection to a cluster, closed at the end."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __enter__(self) -> tuple[Executor, int]:
        workers = max(1, sum(self._client.nthreads().values()))
        return self._client.get_executor(pure=False, retries=_ATTEMPTS), workers

    def __exit__(self, *_: object) -> None:
        self._client.close()
