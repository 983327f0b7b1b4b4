"""The tests behind the checks: each looks at the proposal and the assessment and says in a sentence what it found."""
