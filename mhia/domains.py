"""The six domains of wellbeing, in the order every report shows them."""

from typing import Literal, get_args

Domain = Literal["connectedness", "activity", "noticing", "learning", "giving", "coping"]
"""One domain: the Five Ways to Wellbeing (connect widened to social capital) and psychological coping."""

DOMAINS: tuple[Domain, ...] = get_args(Domain)
"""Every domain, in report order."""
