"""What each code at the end of a problem means and what to do about it: the pages of `mhia explain P301`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class ErrorCode:
    """One code: its title, what it means, what to do, and an example of it put right."""

    code: str
    title: str
    means: str
    do: str
    example: str = ""

    def __str__(self) -> str:
        """The page as plain text."""
        page = f"{self.code}: {self.title}\n\n{self.means}\n\nWhat to do: {self.do}\n"
        if self.example:
            page += "\nFor example:\n" + "".join(f"  {line}\n" for line in self.example.splitlines())
        return page


def explained(code: str) -> ErrorCode | None:
    """The page of a code, however it is typed (`p301`, `[P301]`); None if there is no such code."""
    return codes().get(code.strip().strip("[]").upper())


@cache
def codes() -> dict[str, ErrorCode]:
    """Every code with its page, in order."""
    # Only here, because nobody pays for YAML until a page is asked for.
    import yaml  # noqa: PLC0415

    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return {code: ErrorCode(code, **page) for code, page in yaml.safe_load(text).items()}
