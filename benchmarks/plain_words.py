"""How many of a model's plain sentences stand, of those that it gives for the grounds of the letters in a folder.

    python -m benchmarks.plain_words FOLDER [--cassettes evals/cassettes] [--examples 20]

FOLDER holds letters (.txt, .pdf). Their questions go to the endpoint that IMR_LLM_* name, or are answered from the
cassettes of an eval, letter by letter. Printed: by language the sentences, those that stand, why the others do not; and
the grounds that are believed, and why others are not. `--examples` prints refused sentences, which quote the letters.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from imr_llm.evaluation.tape import Replay
from imr_llm.explaining import Explanation, explain
from imr_llm.letter.read import read as read_letter
from imr_llm.llm.redaction.redact import redact
from imr_llm.pipeline import open_llm, prepare
from imr_llm.rules.reader import read
from imr_llm.second_reading import Ask
from imr_llm.settings import load_settings

_LANGUAGES = ("en", "es")


@asynccontextmanager
async def _asking(cassettes: Path | None, name: str) -> AsyncIterator[Ask]:
    if cassettes is None:
        async with open_llm(load_settings()) as second:
            yield second.ask
    else:
        async with Replay(cassettes, whole=False).asking(name) as ask:
            yield ask


async def explained(letters: Sequence[Path], cassettes: Path | None = None) -> dict[str, Explanation]:
    """What comes of asking why, by the letter's stem."""
    found: dict[str, Explanation] = {}
    for path in letters:
        ready = prepare(read_letter(path))
        async with _asking(cassettes, path.stem) as ask:
            found[path.stem] = await explain(ready, read(ready), ask, redact(ready.clean))
    return found


def _rows(found: dict[str, Explanation]) -> list[str]:
    heard = [one.heard for one in found.values()]
    grounds = sum(len(told.grounds) for one in heard for told in one.explained.values())
    refused = Counter(fact.why for one in heard for fact in one.refused)
    rows = [f"{len(found)} letters, {grounds} grounds believed, {sum(refused.values())} parts of answers refused"]
    rows += [f"  {count:4d}  {why}" for why, count in refused.most_common()]
    for language in _LANGUAGES:
        told = [sentence for one in heard for sentence in one.sentences if sentence.language == language]
        stand = sum(not sentence.refusals for sentence in told)
        kinds = Counter(kind for sentence in told for kind in {refusal.kind.value for refusal in sentence.refusals})
        rows.append(f"{language}: {stand} of {len(told)} sentences stand ({stand / max(len(told), 1):.1%})")
        rows += [f"  {count:4d}  {kind}" for kind, count in kinds.most_common()]
    return rows


def _examples(found: dict[str, Explanation], most: int) -> list[str]:
    told = [(name, sentence) for name, one in found.items() for sentence in one.heard.sentences if sentence.refusals]
    return [
        f"{name} {sentence.issue + 1} {sentence.language}: {sentence.text}\n    quote: {sentence.quote}\n    refused: "
        + "; ".join(f"{refusal.kind.value} ({refusal.words})" for refusal in sentence.refusals)
        for name, sentence in told[:most]
    ]


def main() -> None:
    """Print the figures of a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cassettes", type=Path)
    parser.add_argument("--examples", type=int, default=0)
    options = parser.parse_args()
    letters = sorted(path for path in options.folder.iterdir() if path.suffix in {".txt", ".pdf"})
    found = asyncio.run(explained(letters, options.cassettes))
    print("\n".join([*_rows(found), *_examples(found, options.examples)]))


if __name__ == "__main__":
    main()
