"""A picture of many records: who won how often, over what, why, and how far the records can be trusted."""
