"""Letters read through a provider's batch endpoint: cheaper, within a day, and by the very same way.

A letter is read as it always is, but its questions are answered from what came back in files (`asking`). The first
question without an answer is a line of the next file (`submitting`); the files that are done are fetched (`collecting`)
and their letters read again, until none has a further question. So a second question about doubts, an answer that does
not fit and one that was cut off are asked in the next round, in the words of the live path, and a record is what it
would have been there.
"""
