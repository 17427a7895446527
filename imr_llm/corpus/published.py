"""The rates that the Division has published, to hold a corpus against."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """Issues overturned in per cent, over a period, with who says so and where. Not `exact`: "almost", "about"."""

    period: str
    percent: float
    source: str
    link: str
    exact: bool = True

    @property
    def words(self) -> str:
        """As in "23.1% (DWC, 2024)"."""
        about = "" if self.exact else "about "
        return f"{about}{self.percent:g}% ({self.source}, {self.period})"


@dataclass(frozen=True, slots=True)
class Published:
    """By year of the decision, and by code of the category or subcategory."""

    years: dict[int, PublishedRate]
    kinds: dict[str, PublishedRate]


@cache
def published() -> Published:
    """What stands in `published.toml`."""
    data = tomllib.loads(files("imr_llm.corpus").joinpath("published.toml").read_text("utf-8"))
    return Published(
        {
            row["year"]: PublishedRate(str(row["year"]), row["percent"], row["source"], row["link"])
            for row in data["year"]
        },
        {
            row["code"]: PublishedRate(row["period"], row["percent"], row["source"], row["link"], row["exact"])
            for row in data["kind"]
        },
    )
