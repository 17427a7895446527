"""Many letters: read once each, lost never, and paid for once.

`inputs` finds the letters, `ledger` is the truth about what was done, `engine` keeps the workers busy, `publish` writes
the outputs from the ledger. A cluster or a provider's batch endpoint puts another engine between the same two ends.
"""
