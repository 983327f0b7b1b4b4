"""The files of a round: the record, its draws, and the tidy table of scores."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mhia.batching.batch import Batch
from mhia.batching.progress import Progress
from mhia.errors import FileError, MissingExtraError, Problem
from mhia.report.round_data import read_round, round_record
from mhia.round import SCORE_COLUMNS, SCORE_NOTES, Round
from mhia.writing import write_all, write_parts

Drawn = NDArray[np.float64]
"""Draws of one measure, shape (entries, draws)."""
RECORD = "round.json"
DRAWS = "draws.npy"
CSV = "scores.csv"
PARQUET = "scores.parquet"
_DIGITS = 6
_AT_ONCE = 500
"""So many proposals' scores are held at a time."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_record(made: Batch, out: Path, *, force: bool) -> list[Path]:
    """Write the round's record and the draws behind it: what `mhia package` and next year's round start from."""
    write_all({out / RECORD: round_record(made.round)}, force=force)
    # The draws carry no mark of ours, but the record beside them does.
    write_parts(out / DRAWS, _draws(made.lost, made.severity), force=True)
    return [out / RECORD, out / DRAWS]


def read_record(path: Path) -> Round:
    """The round in a folder or a round.json; FileError where there is none."""
    record = path / RECORD if path.is_dir() else path
    try:
        return read_round(record.read_bytes(), str(record))
    except OSError:
        message = "there is no round here; `mhia batch` writes one (round.json)"
        raise FileError(Problem(str(record), message=message)) from None


def read_draws(path: Path, round_: Round) -> tuple[Drawn, Drawn] | None:
    """The draws of harm (lost, severity) beside a round's record; None where they were not kept.

    FileError where they are damaged or another round's.
    """
    draws = (path / RECORD if path.is_dir() else path).with_name(DRAWS)
    again = "run `mhia batch` again, or give the round's proposals with --proposals"
    try:
        lost, severity = np.load(draws, allow_pickle=False)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError):
        raise FileError(Problem(str(draws), message=f"is damaged; {again}")) from None
    if lost.shape != (len(round_.entries), max(round_.draws, 1)):
        raise FileError(Problem(str(draws), message=f"belongs to another round; {again}"))
    return lost, severity


def write_csv(made: Batch, progress: Progress, out: Path, *, force: bool) -> list[Path]:
    """Write the tidy table as CSV, a few proposals at a time."""
    write_parts(out / CSV, _csv(made, progress), force=force)
    return [out / CSV]


def write_parquet(made: Batch, progress: Progress, out: Path, *, force: bool) -> list[Path]:
    """Write the tidy table as Parquet. MissingExtraError without pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("A Parquet table", "data") from None
    types = {str: pa.string(), float: pa.float64(), bool: pa.bool_()}
    notes = {name: {"description": note} for name, note in SCORE_NOTES.items()}
    schema = pa.schema([pa.field(name, types[kind], metadata=notes[name]) for name, kind in SCORE_COLUMNS.items()])
    held = io.BytesIO()
    with parquet.ParquetWriter(held, schema, compression="zstd") as writer:
        for columns in _columns(made, progress):
            writer.write_table(pa.table(columns, schema=schema))
    write_all({out / PARQUET: held.getvalue()}, force=force)
    return [out / PARQUET]


TABLES: dict[str, tuple[str, Callable[..., list[Path]]]] = {
    "csv": (CSV, write_csv),
    "parquet": (PARQUET, write_parquet),
}
"""The formats of the tidy table: the file's name and how it is written."""


def _draws(lost: NDArray[np.float64], severity: NDArray[np.float64]) -> Iterator[bytes]:
    """Both as one array of NumPy's own format, row by row: held a second time, thousands of proposals fill a laptop."""
    held = io.BytesIO()
    shape = {"descr": "<f8", "fortran_order": False, "shape": (len((lost, severity)), *lost.shape)}
    np.lib.format.write_array_header_1_0(held, shape)
    yield held.getvalue()
    for matrix in (lost, severity):
        for row in matrix:
            yield row.astype("<f8").tobytes()


def _csv(made: Batch, progress: Progress) -> Iterator[bytes]:
    yield (",".join(SCORE_COLUMNS) + "\n").encode()
    for columns in _columns(made, progress):
        held = io.StringIO(newline="")
        writer = csv.writer(held, lineterminator="\n")
        writer.writerows([_cell(value) for value in row] for row in zip(*columns.values(), strict=True))
        yield held.getvalue().encode()


def _columns(made: Batch, progress: Progress) -> Iterator[dict[str, list[object]]]:
    """The table in pieces, proposals in the order of their files."""
    columns: dict[str, list[object]] = {name: [] for name in SCORE_COLUMNS}
    for count, (entry, key) in enumerate(zip(made.round.entries, made.keys, strict=True), start=1):
        scores = progress.result(key)["scores"]
        columns["proposal"].extend([entry.id] * len(scores["group"]))
        for name, values in scores.items():
            columns[name].extend(values)
        if count % _AT_ONCE == 0:
            yield columns
            columns = {name: [] for name in SCORE_COLUMNS}
    yield columns


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    # A spreadsheet takes such a text for a formula.
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value
