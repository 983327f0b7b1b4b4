"""How a change turns into the share of a group's users who lose or gain: a closed set of pure functions."""
