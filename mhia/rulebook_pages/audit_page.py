"""The audit of a rulebook as Markdown."""

from pathlib import Path

from mhia.evidence.auditing import Audit
from mhia.report.laying_out import laid_out
from mhia.report.markdown import escaped


def audit_page(audit: Audit, templates: Path | None = None) -> bytes:
    """The audit as Markdown in UTF-8; files in the folder `templates` replace the shipped ones of their name."""
    return laid_out("rulebook/audit.md.j2", audit, escaped, templates)
