"""Where letters come from: a folder, a glob, an archive, a table of rows. One small module a kind of source.

Whatever a source holds, it is found and not raised: what is no letter is a `InputItem` with its failure. Nothing is
unpacked to the disk, and no more is held in memory than the letter that is being found.
"""

from imr_llm.batch.inputs.source import Source, open_input

__all__ = ["Source", "open_input"]
