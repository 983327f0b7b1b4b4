"""The commands of mhia, put together."""

import os
import signal
import sys
from types import FrameType

import typer

from mhia.cli.assess import assess
from mhia.cli.batch import batch
from mhia.cli.check import check
from mhia.cli.compare import compare
from mhia.cli.explain import explain
from mhia.cli.new import new
from mhia.cli.package import package
from mhia.cli.rulebook import rulebook
from mhia.cli.schema import schema
from mhia.cli.templates import templates
from mhia.cli.verify import verify
from mhia.version import VERSION

TERMINATED = 143
"""The exit code after a request to terminate, as a shell reports it."""
STOPPED = 130
"""The exit code that typer gives after Ctrl-C."""

app = typer.Typer(
    name="mhia",
    # Plain help: read well by screen readers, and in half the time.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)
for command in (assess, new, check, batch, package, compare, explain, schema, verify):
    app.command()(command)
app.add_typer(rulebook, name="rulebook")
app.add_typer(templates, name="templates")


def _print_version(asked: bool) -> None:
    """Answer --version where it does not stand alone; `mhia.__main__` answers it where it does."""
    if asked:
        print(f"mhia {VERSION}")
        raise typer.Exit


@app.callback()
def mhia(
    version: bool = typer.Option(
        False, "--version", "-V", is_eager=True, callback=_print_version, help="Print the version and stop."
    ),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of an unexpected fault."),
) -> None:
    """What commissioning, changing or cutting a service is likely to do to people's mental wellbeing.

    \b
    Begin with:
      mhia new --kind cut --service library --change close --out library.yaml
      mhia check library.yaml
      mhia assess library.yaml

    \b
    Then:
      mhia explain library
      mhia rulebook list services

    Exit codes: 0 done, 1 done and a limit you set was crossed, 2 wrong arguments, 3 a file that cannot be used,
    4 a rulebook that contradicts itself, 5 an extra that is not installed, 70 our bug.
    """


def run() -> int:
    """Read the arguments, do what they say, and give the exit code. What a command raises is left to the caller."""
    # A polite request to end is obeyed at once, but through the usual way out, so that no unfinished file stays behind.
    signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a question mark instead of stopping the work. A file or a pipe gets
        # UTF-8 whatever the system would write there, because that is what mhia reads again.
        encoding = None if stream.isatty() or "PYTHONIOENCODING" in os.environ else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")  # type: ignore[union-attr]
    try:
        typer.main.get_command(app)(prog_name="mhia")
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):
            raise stop.__context__ from None
        if isinstance(stop.__context__, typer.Abort) or stop.code == STOPPED:
            # Ctrl-C: at a question typer says 1, which for us is a limit crossed; elsewhere it says nothing at all.
            raise KeyboardInterrupt from None
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
