"""The way in: `mhia` and `python -m mhia`. Nothing heavy is loaded before it is known to be needed."""

import gc
import os
import sys

from mhia.version import VERSION

TYPE_CHECKING = False  # as in typing, which takes longer to load than --version takes to answer
if TYPE_CHECKING:
    from collections.abc import Callable

OUR_BUG = 70
"""The exit code for a fault that is not the user's."""
STOPPED = 130
"""The exit code after Ctrl-C."""
READER_GONE = 141
"""The exit code when whoever read our output stopped reading (`| head`): what a shell reports for any such program."""
OUTPUT_LOST = 3
"""The exit code when standard output cannot be written to (a full disk)."""


def main() -> None:
    """Run the command line and end the process with its exit code.

    0 done, 1 a limit was crossed, 2 arguments, 3 a file, 4 the rulebook, 5 a missing extra, 70 our bug, 130 stopped.
    """
    code = _flushed(_outcome(_print_version if sys.argv[1:] in (["--version"], ["-V"]) else _run))
    sys.stderr.flush()
    if "multiprocessing.synchronize" in sys.modules:
        _give_back_locks()
    # Everything is written and closed. Taking the loaded modules apart again would cost a tenth of a short run.
    os._exit(code)


def _give_back_locks() -> None:
    """Give the locks that were shared with other processes back to the system, which would complain of them.

    As the interpreter does at its end, but without waiting for the threads that served those processes.
    """
    from multiprocessing import util

    # It has no public name; where a later Python has another, the system only complains, and gives them back itself.
    if run := getattr(util, "_run_finalizers", None):
        run(0)


def _print_version() -> int:
    print(f"mhia {VERSION}")
    return 0


def _run() -> int:
    debug = "--debug" in sys.argv
    # Taken out here, so that it may stand before or after the command.
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument != "--debug"]
    # Threads cost numpy half of its loading time and are never used for draws of this size.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is loaded stays loaded, so looking through it for garbage is wasted; a long run still collects now and then.
    gc.set_threshold(100_000, 20, 20)
    from mhia.cli.app import run

    try:
        return run()
    except Exception:
        if debug:
            import traceback

            traceback.print_exc()
        raise


def _outcome(action: "Callable[[], int]") -> int:
    """The exit code of the action. Whatever goes wrong becomes a line on stderr."""
    try:
        return action()
    except KeyboardInterrupt:
        print("mhia: stopped", file=sys.stderr)
        return STOPPED
    except Exception as fault:  # noqa: BLE001 - whatever it is, the user is told in a line
        return _explained(fault)


def _explained(fault: Exception) -> int:
    from mhia.errors import MhiaError

    if isinstance(fault, MhiaError):
        for problem in fault.problems:
            print(problem, file=sys.stderr)
        return fault.exit_code
    if isinstance(fault, OSError) and fault.filename is None:
        # Faults of named files are reported by the code that opens them; what is left is our own output.
        return _output_lost(fault)
    said = " ".join(f"{type(fault).__name__}: {fault}".split())
    print(f"mhia: this is our bug, not yours; please report it, with what --debug shows: {said}", file=sys.stderr)
    return OUR_BUG


def _flushed(code: int) -> int:
    """The code, once what was printed has left; or the code that says it could not."""
    try:
        sys.stdout.flush()
    except OSError as fault:
        # Otherwise the interpreter tries again on its way out, and complains.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _output_lost(fault)
    return code


def _output_lost(fault: OSError) -> int:
    if isinstance(fault, BrokenPipeError):
        return READER_GONE
    print(f"mhia: the output could not be written: {fault.strerror}", file=sys.stderr)
    return OUTPUT_LOST


if __name__ == "__main__":
    main()
